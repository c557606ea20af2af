import * as vscode from 'vscode';

/** A link of a hover that runs a command. */
export interface CommandLink {
  readonly label: string;
  /** The name of the command. */
  readonly command: string;
  readonly argument: unknown;
}

/** What a hover shows, from above to below. */
export interface HoverContent {
  readonly picture: vscode.Uri;
  /** Shown as it is: nothing in it becomes a link or a format. */
  readonly text: string;
  readonly facts: string;
  readonly links: readonly CommandLink[];
}

/** How high the picture is shown, in pixels: a hover is 250 high, and the words must fit below the picture. */
const pictureHeight = 130;

/** Makes a hover over a range. Its links can run the commands that they name, and no other can be run from it. */
export function createPictureHover({ picture, text, facts, links }: HoverContent, range: vscode.Range): vscode.Hover {
  const hover = new vscode.MarkdownString();
  hover.isTrusted = { enabledCommands: links.map(({ command }) => command) };
  hover.appendMarkdown(`![](${picture.toString()}|height=${pictureHeight})\n\n`);
  hover.appendMarkdown(`${escape(text)}\n\n${escape(facts)}\n\n${links.map(writeLink).join(' | ')}`);
  return new vscode.Hover(hover, range);
}

/**
 * A text as Markdown that shows it on one line. `appendText` would write spaces at which no line can be broken.
 * Source: https://spec.commonmark.org/0.31.2/#backslash-escapes
 */
function escape(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[!-/:-@[-`{-~]/g, String.raw`\$&`);
}

function writeLink({ label, command, argument }: CommandLink): string {
  return `[${label}](command:${command}?${encodeURIComponent(JSON.stringify([argument]))})`;
}
