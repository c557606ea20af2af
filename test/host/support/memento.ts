import type * as vscode from 'vscode';

/** A memento in memory. */
export function createMemento(): vscode.Memento {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: <T>(name: string, fallback?: T) => (values.get(name) as T | undefined) ?? fallback,
    update: async (name, value) => void values.set(name, value),
  };
}
