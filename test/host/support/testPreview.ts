import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Picture } from '../../../src/pictures/picture.ts';
import { createPreview, type PreviewActions } from '../../../src/workbench/panel.ts';
import { recipeOf } from '../../fixtures/recipes.ts';

type TestOptions = { readonly known?: readonly Picture[] } & Partial<PreviewActions>;

/** A preview of its own, what its buttons did, and which errors were shown. */
export function createTestPreview({ known = [], ...changes }: TestOptions = {}) {
  const done: string[] = [];
  const errors: unknown[] = [];
  const action =
    (name: string) =>
    async ({ sha256 }: Picture) =>
      void done.push(`${name} ${sha256}`);
  const { extensionUri } = vscode.extensions.getExtension('flux-kontext.flux-kontext') ?? assert.fail();
  const preview = createPreview({
    extensionUri,
    find: async (sha256) => known.find((one) => one.sha256 === sha256),
    findTogether: async (picture) => {
      const id = picture.variations?.id;
      return id === undefined ? [picture] : known.filter(({ variations }) => variations?.id === id);
    },
    getActions: () => ({
      again: action('again'),
      vary: action('vary'),
      varyFour: action('varyFour'),
      change: action('change'),
      keep: action('keep'),
      trashOthers: action('trashOthers'),
      copyLink: action('copyLink'),
      copyPrompt: action('copyPrompt'),
      copyRecipe: action('copyRecipe'),
      openFile: action('openFile'),
      reveal: action('reveal'),
      ...changes,
    }),
    showError: (error) => errors.push(error),
  });
  return { preview, done, errors };
}

/** A picture with `name` as its hash and in its prompt. */
export function createPicture(name: string, uri: vscode.Uri): Picture {
  return {
    version: 2,
    sha256: name,
    uri: uri.toString(),
    savedAt: 0,
    bytes: 9_000,
    width: 1024,
    height: 1024,
    recipe: recipeOf(`The prompt of ${name}`),
    seed: 7,
    rewrittenPrompt: null,
    cost: 4,
    durationSeconds: null,
    parents: [],
  };
}
