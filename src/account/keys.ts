import * as vscode from 'vscode';
import type { Client, Connection } from '../bfl/client.ts';
import { isBflError } from '../bfl/errors.ts';
import { keyOwner, type Service } from '../bfl/service.ts';
import type { KeySource } from '../making/ports.ts';
import { createInputBox, refuse } from '../platform/boxes.ts';
import { showMessage } from '../platform/dialogs.ts';
import type { Log } from '../platform/log.ts';
import { readService } from '../platform/settings.ts';
import { sayDone } from '../platform/statusBar.ts';
import { formatCredits } from './formatCredits.ts';

/** Where people make a key: https://docs.bfl.ai/quick_start/create_account */
export const keyPage = 'https://dashboard.bfl.ai';
/** Where they buy credits: https://docs.bfl.ai/quick_start/managing_account */
export const creditsPage = 'https://dashboard.bfl.ai/api/credits';

/** The user's API keys: one for Black Forest Labs, one for each other endpoint. */
export interface ApiKeys extends KeySource {
  /** Forgets the stored key. @returns whether there was one */
  forget(service: Service): Promise<boolean>;
  /** Whether the key in use comes from the environment. */
  isFromEnvironment(service: Service): Promise<boolean>;
}

export function createApiKeys(secrets: vscode.SecretStorage, client: Client, log: Log): ApiKeys {
  // If the secret storage refuses a key, it is kept here, as long as the window lives.
  const unstored = new Map<string, string>();

  const getStored = async (service: Service): Promise<string | undefined> => {
    try {
      return (await secrets.get(idOf(service))) ?? unstored.get(idOf(service));
    } catch (error) {
      log.warn(`The secret storage cannot be read: ${String(error)}`);
      return unstored.get(idOf(service));
    }
  };
  /** @returns false if the secret storage refused the key, so that it lasts only as long as the window */
  const store = async (service: Service, key: string): Promise<boolean> => {
    try {
      await secrets.store(idOf(service), key);
      unstored.delete(idOf(service));
      return true;
    } catch (error) {
      log.warn(`The secret storage cannot be written, the key is kept until the window closes: ${String(error)}`);
      unstored.set(idOf(service), key);
      return false;
    }
  };

  return {
    async get(service) {
      const key = (await getStored(service)) ?? getFromEnvironment(service);
      log.hide(key);
      return key;
    },
    ask: (service) => askForKey(service, client, log, (key) => store(service, key)),
    async forget(service) {
      const stored = await getStored(service);
      unstored.delete(idOf(service));
      await secrets.delete(idOf(service));
      return stored !== undefined;
    },
    async isFromEnvironment(service) {
      return (await getStored(service)) === undefined && getFromEnvironment(service) !== undefined;
    },
  };
}

function idOf(service: Service): string {
  return `apiKey:${keyOwner(service)}`;
}

/** The environment's key for a service: one variable is for Black Forest Labs, one for the endpoint that is set now. */
function getFromEnvironment(service: Service): string | undefined {
  if (service.custom && !isSetNow(service)) return undefined;
  const name = service.custom ? 'FLUX_KONTEXT_ENDPOINT_KEY' : 'BFL_API_KEY';
  return process.env[name]?.trim() || undefined;
}

/** Whether this service is that of the user's settings; an unfinished job or an old picture may have another. */
function isSetNow(service: Service): boolean {
  try {
    return keyOwner(service) === keyOwner(readService());
  } catch {
    return false; // Invalid settings name no service.
  }
}

async function askForKey(
  service: Service,
  client: Client,
  log: Log,
  store: (key: string) => Promise<boolean>,
): Promise<string | undefined> {
  const getKey: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('link-external'),
    tooltip: vscode.l10n.t('Get an API key at {0}', keyPage),
  };
  const box = createInputBox({
    title: service.custom
      ? vscode.l10n.t('API key for {0}', service.base.host)
      : vscode.l10n.t('API key of Black Forest Labs'),
    prompt: service.custom
      ? vscode.l10n.t('It is kept in the secret storage and sent to {0} only.', service.base.host)
      : vscode.l10n.t('It is kept in the secret storage and sent to bfl.ai only. No key yet? Use the button above.'),
    placeholder: vscode.l10n.t('Paste the key and press Enter'),
  });
  box.password = true;
  box.buttons = service.custom ? [] : [getKey];
  const hidden = new AbortController();
  try {
    return await new Promise((resolve, reject) => {
      box.onDidTriggerButton(() => void vscode.env.openExternal(vscode.Uri.parse(keyPage)));
      box.onDidHide(() => {
        hidden.abort();
        resolve(undefined);
      });
      const accept = async (): Promise<void> => {
        const key = box.value.trim();
        if (key === '') {
          refuse(box, vscode.l10n.t('The key is empty. Paste the key that the service gave you.'));
          return;
        }
        log.hide(key);
        box.enabled = false;
        box.busy = true;
        const checked = await checkKey({ service, key }, client, log, hidden.signal);
        box.enabled = true;
        box.busy = false;
        if (hidden.signal.aborted) return;
        if ('problem' in checked) {
          refuse(box, checked.problem);
          return;
        }
        sayStored(await store(key), checked.credits);
        resolve(key);
      };
      box.onDidAccept(() => void accept().catch(reject));
      box.show();
    });
  } finally {
    box.dispose();
  }
}

/** The service's verdict on a key: its error, or the account's credits; neither if the service could not be asked. */
type CheckedKey = { readonly problem: string } | { readonly credits: number | undefined };

/** Asks the service whether it accepts a key; costs nothing. */
async function checkKey(connection: Connection, client: Client, log: Log, signal: AbortSignal): Promise<CheckedKey> {
  try {
    return { credits: await client.getCredits(connection, { signal }) };
  } catch (error) {
    if (isBflError(error, 'keyRefused')) {
      const text = vscode.l10n.t(
        '{0} refused this key ({1}). It is not stored: check that it was copied whole.',
        connection.service.base.host,
        error.data.status,
      );
      return { problem: text };
    }
    if (!signal.aborted) log.warn(`The API key could not be checked: ${String(error)}`);
    return { credits: undefined };
  }
}

/** @param isStored false if the key lasts as long as the window only */
function sayStored(isStored: boolean, credits: number | undefined): void {
  const stored = isStored ? vscode.l10n.t('API key stored') : vscode.l10n.t('API key kept until the window closes');
  if (credits !== undefined) sayDone(`${stored}: ${formatCredits(credits)}`, 10);
  else {
    const text = vscode.l10n.t('{0}, but it could not be checked now. The log says why.', stored);
    void showMessage('warning', text);
  }
}
