import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hiddenCommands } from '../../src/contributions.ts';

const extension = vscode.extensions.getExtension('flux-kontext.flux-kontext');
const isLoaded = (bundle: string): boolean =>
  Object.keys(require.cache).some((path) => path.replaceAll('\\', '/').endsWith(`/dist/${bundle}.cjs`));

/** As it was before the first test of any file ran. */
const atStart = {
  isActive: extension?.isActive,
  extension: isLoaded('extension'),
  app: isLoaded('app'),
  markdown: isLoaded('markdown'),
};

describe('Activation', () => {
  it('loads what does something only when it is needed', async () => {
    assert.deepEqual(atStart, { isActive: true, extension: true, app: false, markdown: false });
    await vscode.commands.executeCommand('fluxKontext.showLog');
    assert.equal(isLoaded('app'), true);
  });

  it('registers the commands of the manifest, and those that nobody types', async () => {
    const manifest = extension?.packageJSON as { contributes: { commands: { command: string }[] } };
    const declared = manifest.contributes.commands.map(({ command }) => command);
    const commands = await vscode.commands.getCommands(true);
    const registered = commands.filter((command) => command.startsWith('fluxKontext.'));
    assert.deepEqual(
      registered.toSorted(),
      [...declared, ...hiddenCommands.map((name) => `fluxKontext.${name}`)].toSorted(),
    );
  });
});
