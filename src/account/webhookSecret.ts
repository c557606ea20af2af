import * as vscode from 'vscode';
import { askForSecret } from '../platform/boxes.ts';
import type { Log } from '../platform/log.ts';
import { sayDone } from '../platform/statusBar.ts';

const id = 'webhookSecret';

/** The text that the service sends with each call of the webhook, so that the receiver can check who calls. */
export interface WebhookSecret {
  get(this: void): Promise<string | undefined>;
  /** Asks for a new one; an empty one deletes it. */
  ask(this: void): Promise<void>;
}

export function createWebhookSecret(secrets: vscode.SecretStorage, log: Log): WebhookSecret {
  return {
    async get() {
      const secret = await secrets.get(id);
      log.hide(secret);
      return secret;
    },
    async ask() {
      const secret = await askForSecret({
        title: vscode.l10n.t('Webhook secret'),
        prompt: vscode.l10n.t('The service sends it back in the header X-Webhook-Secret. Empty: no secret.'),
      });
      if (secret === undefined) return;
      log.hide(secret);
      await (secret === '' ? secrets.delete(id) : secrets.store(id, secret));
      const text =
        secret === ''
          ? vscode.l10n.t('The webhook secret is deleted.')
          : vscode.l10n.t('The webhook secret is stored.');
      sayDone(text, 5);
    },
  };
}
