import * as vscode from 'vscode';
import { nameOf } from '../messages/text.ts';
import type { Picture } from '../pictures/picture.ts';
import { type PromptOptions, readPromptOptions } from '../recipe/promptOptions.ts';
import { getWords } from '../recipe/recipe.ts';
import { chooseOptions } from './chooseOptions.ts';
import { readScope, type Scope } from './createOrders.ts';
import { createRecipes } from './createRecipes.ts';
import { createDraft, type Draft } from './draft.ts';
import { createOrdersWith } from './generate.ts';
import { followUnderCursor, getSelectedIntents, type Intent } from './intents.ts';
import type { LastOptions } from './lastOptions.ts';
import type { Follow, MakePictures } from './makePictures.ts';
import { createOrdersFrom, findOrigin, optionsOf, recipeOf } from './pictureOrders.ts';
import type { PromptBox } from './promptBox.ts';
import { saveAsStyle } from './saveAsStyle.ts';

/** The commands that let the user choose every option of a picture in one list. */
export function createOptionsCommands(make: MakePictures, askForPrompt: PromptBox['ask'], lastOptions: LastOptions) {
  /** The user has seen the price in the list. */
  const knowledge = { isPriceSeen: true };

  const generateWithOptions = (): Promise<void> =>
    make(async (follow) => {
      const { words, ...origin } = await getIntent(follow);
      const scope = readScope(origin);
      const { prompt, options } = readPromptOptions(words);
      const last = lastOptions.get();
      const draft = await chooseOptions(createDraft(prompt, merge(last, options), scope.settings), {
        ...createList(vscode.l10n.t('Generate with Options'), scope, askForPrompt),
        placeholder: last
          ? vscode.l10n.t('As you chose last in this workspace. Enter generates.')
          : vscode.l10n.t('By your settings. Enter generates.'),
        ...(last && { bySettings: createDraft(prompt, { parameters: {} }, scope.settings) }),
      });
      if (!draft) return [];
      await lastOptions.set(isBySettings(draft, scope) ? undefined : toOptions(draft));
      return createOrdersWith(draft.words, toOptions(draft), origin);
    }, knowledge);

  /** Makes a picture by the recipe of another one, in which the user changes what they like. */
  const change = (picture: Picture): Promise<void> =>
    make(async (follow) => {
      const scope = readScope(await findOrigin(picture, follow));
      const words = getWords(picture.recipe);
      const start = createDraft(words, optionsOf(recipeOf(picture)), scope.settings);
      const draft = await chooseOptions(start, {
        ...createList(vscode.l10n.t('Change {0}', nameOf(words)), scope, askForPrompt),
        placeholder: vscode.l10n.t('As this picture was made. Enter generates.'),
      });
      if (!draft) return [];
      const recipes = await createRecipes(draft.words, toOptions(draft), scope.settings, scope.workspaceFolder);
      return createOrdersFrom(picture, recipes, follow);
    }, knowledge);

  return { generateWithOptions, change };
}

/** What is selected, or else stands under the cursor. */
async function getIntent(follow: Follow): Promise<Intent> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return { words: '' };
  const getIntentUnderCursor = followUnderCursor(editor, follow);
  const [selected] = await getSelectedIntents(editor, follow);
  return selected ?? getIntentUnderCursor();
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

function merge(last: PromptOptions | undefined, options: PromptOptions): PromptOptions {
  return { ...last, ...options, parameters: { ...last?.parameters, ...options.parameters } };
}

function toOptions({ model, style, count, parameters }: Draft): PromptOptions {
  return { model, style, count, parameters };
}

/** Whether a draft's options are those of the settings, so that there is nothing to remember. */
function isBySettings(draft: Draft, { settings }: Scope): boolean {
  const { words } = draft;
  return (
    JSON.stringify(toOptions(draft)) === JSON.stringify(toOptions(createDraft(words, { parameters: {} }, settings)))
  );
}
