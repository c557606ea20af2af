import * as vscode from 'vscode';
import { formatCredits } from '../account/formatCredits.ts';
import { creditsPage, type ApiKeys } from '../account/keys.ts';
import type { Client } from '../bfl/client.ts';
import { keyOwner } from '../bfl/service.ts';
import { showMessage } from '../platform/dialogs.ts';
import { readService } from '../platform/settings.ts';

/** The commands about the API key and the account behind it. */
export function createAccountCommands(keys: ApiKeys, client: Client) {
  const setApiKey = async (): Promise<void> => void (await keys.ask(readService()));

  const deleteApiKey = async (): Promise<void> => {
    const service = readService();
    const wasStored = await keys.forget(service);
    const parts = [
      wasStored
        ? vscode.l10n.t('The API key for {0} is deleted.', keyOwner(service))
        : vscode.l10n.t('No API key for {0} is stored.', keyOwner(service)),
      (await keys.isFromEnvironment(service)) ? vscode.l10n.t('The one of the environment is still used.') : '',
    ];
    void showMessage('information', parts.filter((part) => part !== '').join(' '));
  };

  const showCredits = async (): Promise<void> => {
    const service = readService();
    const key = (await keys.get(service)) ?? (await keys.ask(service));
    if (key === undefined) return;
    const credits = await client.getCredits({ service, key });
    const source = (await keys.isFromEnvironment(service)) ? vscode.l10n.t(' (key of the environment)') : '';
    const add = vscode.l10n.t('Add Credits');
    const text = vscode.l10n.t('{0}: {1} left{2}.', keyOwner(service), formatCredits(credits), source);
    const pressed = await showMessage('information', text, ...(service.custom ? [] : [add]));
    if (pressed === add) await vscode.env.openExternal(vscode.Uri.parse(creditsPage));
  };

  return { setApiKey, deleteApiKey, showCredits };
}
