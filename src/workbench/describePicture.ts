import * as vscode from 'vscode';
import { formatCredits } from '../account/formatCredits.ts';
import type { Picture } from '../pictures/picture.ts';
import type { PictureView } from './protocol.ts';

/** What the preview shows of a picture. @param toSource makes an address that the webview may load */
export function describePicture(picture: Picture, toSource: (uri: vscode.Uri) => string): PictureView {
  const { sha256, order, width, height } = picture;
  const uri = vscode.Uri.parse(picture.uri, true);
  return {
    id: sha256,
    source: toSource(uri),
    prompt: order.recipe.prompt,
    promptLabel: vscode.l10n.t('Prompt'),
    width,
    height,
    facts: describeFacts(picture, uri),
    buttons: [
      ['openFile', vscode.l10n.t('Open File')],
      ['copyLink', vscode.l10n.t('Copy Link')],
      ['copyPrompt', vscode.l10n.t('Copy Prompt')],
      ['generateAgain', vscode.l10n.t('Generate Again')],
    ],
    missing: vscode.l10n.t('The picture is no longer at {0}.', vscode.workspace.asRelativePath(uri)),
  };
}

function describeFacts(picture: Picture, uri: vscode.Uri): [string, string][] {
  const { seed, bytes, width, height, durationSeconds, cost, order, rewrittenPrompt } = picture;
  const seconds = durationSeconds?.toLocaleString(vscode.env.language, { maximumFractionDigits: 1 });
  const file = vscode.workspace.asRelativePath(uri);
  const facts: [string, string | undefined][] = [
    [vscode.l10n.t('Seed'), seed?.toString()],
    [vscode.l10n.t('Size'), width > 0 ? vscode.l10n.t('{0} × {1} pixels', width, height) : undefined],
    [vscode.l10n.t('File'), vscode.l10n.t('{0} ({1} KB)', file, Math.ceil(bytes / 1000))],
    [vscode.l10n.t('Duration'), seconds && vscode.l10n.t('{0} s', seconds)],
    [vscode.l10n.t('Cost'), cost === null ? undefined : formatCredits(cost)],
    [vscode.l10n.t('Model'), order.recipe.model],
    [vscode.l10n.t('Rewritten prompt'), rewrittenPrompt ?? undefined],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}
