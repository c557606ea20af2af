import * as vscode from 'vscode';
import { nameOf } from '../messages/text.ts';
import type { Picture } from '../pictures/picture.ts';
import type { PromptOptions } from '../recipe/promptOptions.ts';
import { getWords } from '../recipe/recipe.ts';
import { chooseOptions } from './chooseOptions.ts';
import { createOrdersWith, readScope, type Scope } from './createOrders.ts';
import { createRecipes } from './createRecipes.ts';
import { createDraft, type Draft, withOptions, withWords } from './draft.ts';
import { followUnderCursor, getSelectedIntents, type Intent } from './intents.ts';
import type { LastOptions } from './lastOptions.ts';
import type { Follow, MakePictures } from './makePictures.ts';
import { createOrdersFrom, findOrigin, optionsOf } from './pictureOrders.ts';
import type { PromptBox } from './promptBox.ts';
import { saveAsStyle } from './saveAsStyle.ts';

/** The commands that let the user choose every option of a picture in one list. */
export function createOptionsCommands(make: MakePictures, askForPrompt: PromptBox['ask'], lastOptions: LastOptions) {
  /** The user has seen the price in the list. */
  const knowledge = { isPriceSeen: true };

  const generateWithOptions = (): Promise<void> =>
    make(async (follow) => {
      const { words, others, ...origin } = await getIntent(follow);
      const scope = readScope(origin);
      const { workspaceFolder: folder, settings } = scope;
      const bySettings = await createDraft(words, settings, folder);
      const last = lastOptions.get();
      const remembered = last ? await withOptions(bySettings, last, folder) : bySettings;
      const draft = await chooseOptions(await withWords(remembered, words, folder), {
        ...createList(vscode.l10n.t('Generate with Options'), scope, askForPrompt),
        placeholder: [
          others > 0 ? vscode.l10n.t('For the first selection only.') : '',
          last ? vscode.l10n.t('As you chose last in this workspace.') : vscode.l10n.t('By your settings.'),
          vscode.l10n.t('Enter generates.'),
        ]
          .join(' ')
          .trim(),
        ...(last && { bySettings }),
      });
      if (!draft) return [];
      await lastOptions.set(isSame(draft, bySettings) ? undefined : toOptions(draft));
      return createOrdersWith(draft.words, toOptions(draft), origin);
    }, knowledge);

  /** Makes a picture by the recipe of another one, in which the user changes what they like. */
  const change = (picture: Picture): Promise<void> =>
    make(async (follow) => {
      const scope = readScope(await findOrigin(picture, follow));
      const { workspaceFolder: folder, settings } = scope;
      const { words, options } = await optionsOf(picture, folder);
      const start = await withOptions(await createDraft(words, settings, folder), options, folder);
      const draft = await chooseOptions(start, {
        ...createList(vscode.l10n.t('Change {0}', nameOf(getWords(picture.recipe))), scope, askForPrompt),
        placeholder: describeStart(picture, start),
      });
      if (!draft) return [];
      const recipes = await createRecipes(draft.words, toOptions(draft), scope.settings, scope.workspaceFolder);
      return createOrdersFrom(picture, recipes, follow);
    }, knowledge);

  return { generateWithOptions, change };
}

/** What is selected first, with the number of the other selections; or else what stands under the cursor. */
async function getIntent(follow: Follow): Promise<Intent & { readonly others: number }> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return { words: '', others: 0 };
  const getIntentUnderCursor = followUnderCursor(editor, follow);
  const [selected, ...others] = await getSelectedIntents(editor, follow);
  return { ...(selected ?? (await getIntentUnderCursor())), others: others.length };
}

function createList(title: string, { settings, workspaceFolder: folder }: Scope, askForPrompt: PromptBox['ask']) {
  return {
    askForPrompt,
    title,
    folder,
    toRecipes: (draft: Draft) => createRecipes(draft.words, toOptions(draft), settings, folder),
    saveStyle: (draft: Draft) => saveAsStyle(draft, folder),
  };
}

function describeStart({ recipe: { model } }: Picture, start: Draft): string {
  return model === start.model
    ? vscode.l10n.t('As this picture was made. Enter generates.')
    : vscode.l10n.t('The model {0} is not on offer any more; {1} takes its place.', model, start.model);
}

function toOptions({ model, style, count, parameters }: Draft): PromptOptions {
  return { model, style, count, parameters };
}

/** Whether two drafts have the same options. */
function isSame(one: Draft, other: Draft): boolean {
  return JSON.stringify(toOptions(one)) === JSON.stringify(toOptions(other));
}
