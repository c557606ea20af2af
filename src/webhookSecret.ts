import * as vscode from 'vscode';
import type { Log } from './log.ts';

const id = 'webhookSecret';

/** The text that the service sends along when it calls the webhook; undefined if there is none. */
export async function getWebhookSecret(secrets: vscode.SecretStorage, log: Log): Promise<string | undefined> {
  const secret = await secrets.get(id);
  log.hide(secret);
  return secret;
}

/** The command that sets the webhook's secret, or forgets it. */
export function registerWebhookSecret(secrets: vscode.SecretStorage, log: Log): vscode.Disposable {
  return vscode.commands.registerCommand('fluxKontext.setWebhookSecret', async () => {
    const secret = await vscode.window.showInputBox({
      title: vscode.l10n.t('Webhook secret'),
      prompt: vscode.l10n.t('The service sends it back in the header X-Webhook-Secret. Empty: no secret.'),
      password: true,
      ignoreFocusOut: true,
    });
    if (secret === undefined) return;
    log.hide(secret);
    await (secret === '' ? secrets.delete(id) : secrets.store(id, secret));
    const text = secret === '' ? vscode.l10n.t('The webhook secret is deleted.') : vscode.l10n.t('The webhook secret is stored.');
    vscode.window.setStatusBarMessage(`$(check) ${text}`, 5000);
  });
}
