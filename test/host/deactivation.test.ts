import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { activate, deactivate } from '../../src/extension.ts';
import { createMemento } from './support/memento.ts';
import { recordMessages } from './support/messages.ts';
import { replace } from './support/replace.ts';
import { open, select, updateSetting, useScene } from './support/scene.ts';
import { standin } from './support/standin.ts';

describe('Deactivation', () => {
  const scene = useScene();
  let storage: string;

  beforeEach(async () => (storage = await mkdtemp(join(tmpdir(), 'flux-kontext-end-'))));
  afterEach(() => rm(storage, { recursive: true }));

  it('waits until the next window can go on with a picture in the making', async () => {
    await updateSetting('openPreview', 'never');
    recordMessages();
    const commands = new Map<string, () => Promise<void>>();
    replace(vscode.commands, 'registerCommand', (name: string, run: () => Promise<void>) => {
      commands.set(name, run);
      return new vscode.Disposable(() => undefined);
    });
    replace(vscode.window, 'registerWebviewPanelSerializer', () => new vscode.Disposable(() => undefined));
    // VS Code gives out one log channel for all of the same name, and the extension's own must stay open.
    replace(vscode.window, 'createOutputChannel', (() => ({
      info: () => undefined,
      dispose: () => undefined,
    })) as never);
    const subscriptions: vscode.Disposable[] = [];
    activate(createContext(storage, subscriptions));
    select(await open(scene.folder, 'story.md', 'A red fox\n'), 'A red fox');
    await standin.always('poll', { hold: true });
    void commands.get('fluxKontext.generateFromSelection')?.();
    await standin.arrived('poll');
    const leases = async (ending: string): Promise<number> =>
      (await readdir(join(storage, 'jobs'))).filter((name) => name.endsWith(ending)).length;
    assert.deepEqual([await leases('.lease'), await leases('.free')], [1, 0]);

    await deactivate();
    assert.deepEqual([await leases('.lease'), await leases('.free')], [0, 1]);
    for (const subscription of subscriptions) subscription.dispose();
  });
});

/** The context of an extension whose storage is a folder of the test's own. */
function createContext(storage: string, subscriptions: vscode.Disposable[]): vscode.ExtensionContext {
  const extension = vscode.extensions.getExtension('flux-kontext.flux-kontext');
  assert.ok(extension);
  const secrets = { get: async () => undefined, onDidChange: new vscode.EventEmitter().event };
  const context = {
    extension,
    extensionUri: extension.extensionUri,
    globalState: createMemento(),
    globalStorageUri: vscode.Uri.file(storage),
    secrets,
    subscriptions,
  };
  return context as unknown as vscode.ExtensionContext;
}
