import * as vscode from 'vscode';
import { replace } from './replace.ts';

/** Has a clipboard of the test's own used until the test is over: a browser lends its own only to a focused page. */
export function useClipboard(): vscode.Clipboard {
  let text = '';
  const clipboard: vscode.Clipboard = {
    readText: async () => text,
    writeText: async (written) => {
      text = written;
    },
  };
  replace(vscode.env, 'clipboard', clipboard);
  return clipboard;
}
