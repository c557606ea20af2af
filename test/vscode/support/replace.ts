const undo: (() => void)[] = [];

/** Replaces a member of one of VS Code's objects, for the extension too, until the test is over. */
export function replace<T extends object, K extends keyof T>(object: T, name: K, value: T[K]): void {
  const original = object[name];
  object[name] = value;
  undo.push(() => (object[name] = original));
}

export function undoReplacements(): void {
  for (const restore of undo.splice(0).toReversed()) restore();
}
