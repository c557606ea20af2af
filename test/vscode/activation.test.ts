import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('activation', () => {
  it('finds the extension', () => {
    assert.ok(vscode.extensions.getExtension('flux-kontext.flux-kontext'));
  });

  it('has the fixture languages', async () => {
    assert.ok((await vscode.languages.getLanguages()).includes('quarto'));
  });
});
