import type * as vscode from 'vscode';
import { hideSignatures } from '../bfl/cleanText.ts';

/** The log. Writing to it never throws. It hides the secrets that were named to it, and the signatures of URLs. */
export interface Log {
  readonly info: (line: string) => void;
  readonly warn: (line: string) => void;
  readonly error: (line: string) => void;
  /** Names a secret that must not appear in the log from now on. */
  hide(secret: string | undefined): void;
  show(): void;
}

/** Shorter texts are no real secrets, and hiding them would blank out half the log. */
const minSecretLength = 6;

export function createLog(channel: vscode.LogOutputChannel): Log {
  const secrets = new Set<string>();
  const redact = (line: string): string => {
    let text = hideSignatures(line);
    // The longest first: if one key begins with another, hiding the shorter one first would leave the rest readable.
    for (const secret of [...secrets].toSorted((a, b) => b.length - a.length)) text = text.replaceAll(secret, '…');
    return text;
  };
  /** The editor closes the channel with the window; work that is still going on must not fail because of that. */
  const write = (level: 'info' | 'warn' | 'error', line: string): void => {
    try {
      channel[level](redact(line));
    } catch (error) {
      console.error(error);
    }
  };
  return {
    info: (line) => write('info', line),
    warn: (line) => write('warn', line),
    error: (line) => write('error', line),
    hide: (secret) => void (secret && secret.length >= minSecretLength && secrets.add(secret)),
    show: () => channel.show(),
  };
}
