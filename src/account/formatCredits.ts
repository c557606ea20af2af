import * as vscode from 'vscode';
import { usdPerCredit } from '../recipe/models.ts';

/** Credits and what they are worth, as in “1,000 credits (10.00 USD)”. */
export function formatCredits(credits: number): string {
  const amount = credits.toLocaleString(vscode.env.language, { maximumFractionDigits: 2 });
  const usd = (credits * usdPerCredit).toLocaleString(vscode.env.language, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  return vscode.l10n.t('{0} credits ({1} USD)', amount, usd);
}

/** Credits alone, as on a button: “4 credits”. */
export function formatPrice(credits: number): string {
  return vscode.l10n.t('{0} credits', credits.toLocaleString(vscode.env.language, { maximumFractionDigits: 2 }));
}
