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
    actions: {
      openFile: action('openFile'),
      copyLink: action('copyLink'),
      copyPrompt: action('copyPrompt'),
      generateAgain: action('generateAgain'),
      ...changes,
    },
    showError: (error) => errors.push(error),
  });
  return { preview, done, errors };
}

/** A picture with `name` as its hash and in its prompt. */
export function createPicture(name: string, uri: vscode.Uri): Picture {
  return {
    version: 1,
    sha256: name,
    uri: uri.toString(),
    savedAt: 0,
    bytes: 9_000,
    width: 1024,
    height: 1024,
    order: {
      recipe: recipeOf(`The prompt of ${name}`),
      service: { region: 'global', endpoint: '' },
      timeoutSeconds: 300,
      save: { template: '', mayLeaveWorkspace: false, heading: '', index: 1 },
      show: 'beside',
    },
    seed: 7,
    rewrittenPrompt: null,
    cost: 4,
    durationSeconds: null,
    parents: [],
  };
}
