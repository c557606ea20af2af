import { htmlEscape } from 'escape-goat';
import type { PreviewAction } from './protocol.ts';

/** What the preview's page is made of; every string is plain text. */
export interface PreviewPage {
  readonly id: string;
  readonly language: string;
  readonly title: string;
  /** Addresses that the webview may load, and the nonce that lets them. */
  readonly resources: {
    readonly cspSource: string;
    readonly nonce: string;
    readonly style: string;
    readonly script: string;
    readonly picture: string;
  };
  readonly prompt: string;
  readonly promptLabel: string;
  /** Why a button is not there, if one is not. */
  readonly note?: string;
  readonly width: number;
  readonly height: number;
  /** Label and value of each fact, in order. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** The buttons, the most useful first. */
  readonly buttons: readonly (readonly [action: PreviewAction, label: string])[];
  /** Said in the picture's place if its file cannot be shown. */
  readonly missing: string;
}

/** A page that says something where the preview cannot show its picture; it loads nothing. */
export function createNoticeHtml(language: string, title: string, notice: string): string {
  return `<!DOCTYPE html>
<html lang="${htmlEscape(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<title>${htmlEscape(title)}</title>
</head>
<body>
<main>
<h1>${htmlEscape(title)}</h1>
<p>${htmlEscape(notice)}</p>
</main>
</body>
</html>`;
}

/** The preview as one HTML page that can load nothing but its own style, script and picture. */
export function createPreviewHtml(page: PreviewPage): string {
  const { resources } = page;
  const policy = [
    `default-src 'none'`,
    `img-src ${resources.cspSource}`,
    `style-src ${resources.cspSource}`,
    `script-src 'nonce-${resources.nonce}'`,
  ].join('; ');
  const facts = page.facts.map(([label, value]) => htmlEscape`<div><dt>${label}</dt><dd>${value}</dd></div>`);
  const buttons = page.buttons.map(
    ([action, label], index) =>
      htmlEscape`<button type="button" data-action="${action}" class="${index === 0 ? 'primary' : 'secondary'}">${label}</button>`,
  );
  const note = page.note === undefined ? '' : htmlEscape`\n<p class="note">${page.note}</p>`;
  return `<!DOCTYPE html>
<html lang="${htmlEscape(page.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${htmlEscape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${htmlEscape(resources.style)}">
<title>${htmlEscape(page.title)}</title>
</head>
<body data-id="${htmlEscape(page.id)}">
<main>
<h1>${htmlEscape(page.title)}</h1>
<div class="stage">
<img src="${htmlEscape(resources.picture)}" width="${page.width}" height="${page.height}" alt="${htmlEscape(page.prompt)}">
<p class="missing" role="alert" hidden>${htmlEscape(page.missing)}</p>
</div>
<div class="actions">${buttons.join('')}</div>${note}
<section aria-labelledby="prompt-label">
<h2 id="prompt-label">${htmlEscape(page.promptLabel)}</h2>
<p class="prompt" dir="auto">${htmlEscape(page.prompt)}</p>
</section>
<dl>${facts.join('')}</dl>
</main>
<script nonce="${htmlEscape(resources.nonce)}" src="${htmlEscape(resources.script)}"></script>
</body>
</html>`;
}
