import { htmlEscape } from 'escape-goat';

/** What the preview's page is made of; every string is plain text. */
export interface PageParts {
  readonly language: string;
  readonly title: string;
  /** What the webview may load. */
  readonly cspSource: string;
  /** Lets the page's own script in, and no other. */
  readonly nonce: string;
  readonly style: string;
  readonly script: string;
}

/** The preview's page, which can load nothing but its own style, script and pictures; it is told what to show. */
export function createPageHtml({ language, title, cspSource, nonce, style, script }: PageParts): string {
  const policy = `default-src 'none'; img-src ${cspSource}; style-src ${cspSource}; script-src 'nonce-${nonce}'`;
  return htmlEscape`<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>${title}</title>
</head>
<body>
<main></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
