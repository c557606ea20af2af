import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import * as v from 'valibot';
import { createPreview, type PreviewActions } from '../../../src/workbench/panel.ts';
import type { Picture } from '../../../src/workbench/storedPicture.ts';

type TestOptions = { readonly memento?: vscode.Memento } & Partial<PreviewActions<{ model: string }>>;

/** A preview that shows nothing. */
export const noPreview = { show: () => Promise.resolve(), restore: () => undefined };

/** A preview of its own, what its buttons did, and which errors were shown. */
export function createTestPreview({ memento = createMemento(), ...changes }: TestOptions = {}) {
  const done: string[] = [];
  const errors: unknown[] = [];
  const action =
    (name: string) =>
    async ({ id }: Picture) =>
      void done.push(`${name} ${id}`);
  const { extensionUri } = vscode.extensions.getExtension('flux-kontext.flux-kontext') ?? assert.fail();
  const preview = createPreview({
    extensionUri,
    memento,
    orderSchema: v.object({ model: v.string() }),
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

export function createMemento(): vscode.Memento {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: <T>(name: string, fallback?: T) => (values.get(name) as T | undefined) ?? fallback,
    update: async (name, value) => void values.set(name, value),
  };
}
