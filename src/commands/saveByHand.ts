import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { Order } from '../jobs/order.ts';
import { sayRescued, sayUnsaved } from '../messages/savingErrors.ts';
import { nameFirst, nameOf } from '../messages/text.ts';
import { showMessage } from '../platform/dialogs.ts';
import { getWords } from '../recipe/recipe.ts';
import { replaceFileAt } from '../saving/replaceFileAt.ts';
import type { UnsavedPictureError } from '../saving/savePicture.ts';

/** A picture that could not be saved at its target. */
interface Homeless {
  readonly kind: 'warning' | 'error';
  readonly prompt: string;
  /** A sentence that says what happened to the picture and why. */
  readonly say: (reason: unknown) => string;
  /** The target: where the picture should have been saved. */
  readonly wanted: vscode.Uri;
  readonly read: () => PromiseLike<Uint8Array>;
  /** Whether the picture exists in memory only; then a closed dialog is no answer, and it is offered again. */
  readonly isInMemory: boolean;
  readonly onSaved?: () => Promise<void>;
}

/** Says where a rescued picture is, and offers *Save As…* until the user saves it or closes the message. */
export async function offerRescued(saved: string, order: Order, reason: string): Promise<void> {
  const uri = vscode.Uri.parse(saved, true);
  const { folder, target } = order.save;
  const place = folder === undefined ? vscode.Uri.joinPath(uri, '..') : vscode.Uri.parse(folder, true);
  const homeless: Homeless = {
    kind: 'warning',
    prompt: getWords(order.recipe),
    say: (next) => sayRescued(next, uri.fsPath),
    wanted:
      target === undefined ? vscode.Uri.joinPath(place, posix.basename(uri.path)) : vscode.Uri.parse(target, true),
    read: () => vscode.workspace.fs.readFile(uri),
    isInMemory: false,
  };
  await offerSaveAs(homeless, reason);
}

/** Offers *Save As…* for a picture that exists in memory only, until the user saves it or declines. */
export async function offerUnsaved(prompt: string, error: UnsavedPictureError): Promise<void> {
  const homeless: Homeless = {
    kind: 'error',
    prompt,
    say: sayUnsaved,
    wanted: error.target,
    read: async () => error.bytes,
    isInMemory: true,
    onSaved: error.forgetJob,
  };
  await offerSaveAs(homeless, error.cause);
}

async function offerSaveAs(homeless: Homeless, reason: unknown): Promise<void> {
  const text = nameFirst(nameOf(homeless.prompt), homeless.say(reason));
  if ((await showMessage(homeless.kind, text, vscode.l10n.t('Save As…'))) === undefined) return;
  let isSaved: boolean;
  try {
    isSaved = await saveAs(homeless.wanted, await homeless.read());
  } catch (next) {
    return offerSaveAs(homeless, next);
  }
  if (isSaved) await homeless.onSaved?.();
  else if (homeless.isInMemory) await offerSaveAs(homeless, reason);
}

/** Asks where to save a picture, and writes it there. @returns false if the dialog was dismissed @throws the disk's error */
async function saveAs(suggestion: vscode.Uri, bytes: Uint8Array): Promise<boolean> {
  const chosen = await vscode.window.showSaveDialog({ defaultUri: suggestion });
  if (!chosen) return false;
  await replaceFileAt(chosen, bytes);
  return true;
}
