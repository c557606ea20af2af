import * as vscode from 'vscode';
import { copyLinks, copyText } from '../documents/copyLinks.ts';
import { openQuietly } from '../documents/findOpen.ts';
import { showInDocument } from '../documents/pictureInDocument.ts';
import { nameOf } from '../messages/text.ts';
import type { History } from '../pictures/history.ts';
import type { Picture } from '../pictures/picture.ts';
import { showMessage } from '../platform/dialogs.ts';
import { formatPromptOptions } from '../recipe/promptOptions.ts';
import { getWords, type Recipe } from '../recipe/recipe.ts';
import { createVariations, withSeed } from '../recipe/variations.ts';
import type { PreviewActions } from '../workbench/panel.ts';
import type { MakePictures } from './makePictures.ts';
import { createOrdersFrom, optionsOf, recipeOf } from './pictureOrders.ts';
import { openPicture } from './tellOutcomes.ts';
import { trashPictures } from './trashPictures.ts';

export interface PictureActionParts {
  readonly make: MakePictures;
  readonly keep: History['keep'];
  /** Lets the user change the recipe of a picture, and makes pictures of it. */
  readonly change: (picture: Picture) => Promise<void>;
}

/** What can be done with a picture whose recipe is known, wherever it is shown. */
export function createPictureActions({ make, keep, change }: PictureActionParts): PreviewActions {
  const makeFrom = (picture: Picture, ...recipes: readonly Recipe[]): Promise<void> =>
    make((follow) => createOrdersFrom(picture, recipes, follow));

  return {
    again: (picture) => makeFrom(picture, recipeOf(picture)),
    vary: (picture) => makeFrom(picture, withSeed(picture.recipe, null)),
    varyFour: (picture) => makeFrom(picture, ...createVariations(withSeed(picture.recipe, null), 4)),
    change,
    keep: async (picture, together) => {
      const document = picture.document && (await openQuietly(vscode.Uri.parse(picture.document, true)));
      const isShown = document ? await showInDocument(document, picture, together) : false;
      await keep(picture.sha256);
      if (!isShown && picture.link) await offerLink(picture);
    },
    trashOthers: (_, together) => trashPictures(together.filter(({ isKept }) => !isKept)),
    copyLink: (picture) => copyLinks([picture]),
    copyPrompt: ({ recipe }) => copyText(recipe.prompt),
    copyRecipe: async (picture) => {
      const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(picture.uri, true));
      const { words, options } = await optionsOf(picture, folder?.uri);
      await copyText(formatPromptOptions(words, options));
    },
    openFile: openPicture,
    reveal: async ({ uri }) =>
      void (await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.parse(uri, true))),
  };
}

async function offerLink(picture: Picture): Promise<void> {
  const button = vscode.l10n.t('Copy Link');
  const text = vscode.l10n.t('{0} is kept, but its place in the document is gone.', nameOf(getWords(picture.recipe)));
  if ((await showMessage('warning', text, button)) === button) await copyLinks([picture]);
}
