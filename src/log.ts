import type * as vscode from 'vscode';
import { hideSignatures } from './bfl/cleanText.ts';

/** The one log. Whatever goes through it loses the secrets it was told of and the signatures of URLs. */
export interface Log {
  readonly info: (line: string) => void;
  readonly warn: (line: string) => void;
  readonly error: (line: string) => void;
  /** From now on this value never appears in the log. */
  hide(secret: string | undefined): void;
  show(): void;
}

/** Shorter texts are no real secrets, and hiding them would blank out half the log. */
const minSecretLength = 6;

export function createLog(channel: vscode.LogOutputChannel): Log {
  const secrets = new Set<string>();
  const redact = (line: string): string => {
    let text = hideSignatures(line);
    // The longest first: of a key that begins with another one nothing may be left over.
    for (const secret of [...secrets].toSorted((a, b) => b.length - a.length)) text = text.replaceAll(secret, '…');
    return text;
  };
  return {
    info: (line) => channel.info(redact(line)),
    warn: (line) => channel.warn(redact(line)),
    error: (line) => channel.error(redact(line)),
    hide: (secret) => void (secret && secret.length >= minSecretLength && secrets.add(secret)),
    show: () => channel.show(),
  };
}
