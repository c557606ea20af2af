import * as vscode from 'vscode';
import { formatCredits } from '../account/formatCredits.ts';
import type { History } from '../pictures/history.ts';
import { localDate } from '../pictures/localDate.ts';
import { type Sum, sumSpending } from '../pictures/spending.ts';
import { type Line, pickLine } from '../platform/lists.ts';

/** The command that lists what the pictures of this month have cost, by day, model and document. */
export function createShowSpending(history: Pick<History, 'listSavings'>): () => Promise<void> {
  return async () => {
    const { total, byDay, byModel, byDocument } = sumSpending(
      await history.listSavings(),
      localDate(Date.now()).slice(0, 7),
    );
    const document = await pickLine({
      title: vscode.l10n.t('Spending This Month: {0}', describeSum(total)),
      placeholder: vscode.l10n.t('Of the pictures in your own history, as the service said. Enter opens a document.'),
      lines: [
        ...group(vscode.l10n.t('By day'), 'calendar', byDay),
        ...group(vscode.l10n.t('By model'), 'symbol-class', byModel),
        ...group(vscode.l10n.t('By document'), 'file', byDocument.map(nameDocument)),
      ],
    });
    if (document) await vscode.commands.executeCommand('vscode.open', document);
  };
}

type Row = readonly [name: string, sum: Sum, document?: vscode.Uri];

function group(title: string, icon: string, rows: readonly Row[]): readonly Line<vscode.Uri>[] {
  const lines = rows.map(([label, sum, value]) => ({
    icon,
    label,
    description: describeSum(sum),
    ...(value && { value }),
  }));
  return [{ label: title, isTitle: true }, ...lines];
}

function nameDocument([document, sum]: readonly [string, Sum]): Row {
  if (document === '') return [vscode.l10n.t('without a document'), sum];
  const uri = vscode.Uri.parse(document, true);
  return [vscode.workspace.asRelativePath(uri), sum, uri];
}

function describeSum({ credits, pictures }: Sum): string {
  return pictures === 1
    ? vscode.l10n.t('{0} for 1 picture', formatCredits(credits))
    : vscode.l10n.t('{0} for {1} pictures', formatCredits(credits), pictures);
}
