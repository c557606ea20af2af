const undo: (() => void)[] = [];

/** Replaces a member of one of VS Code's objects, for the extension too, until the test is over. */
export function replace<T extends object, K extends keyof T>(object: T, name: K, value: T[K]): void {
  const original = Object.getOwnPropertyDescriptor(object, name);
  if (!original) throw new Error(`${String(name)} is no member of its own`);
  Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true });
  undo.push(() => Object.defineProperty(object, name, original));
}

export function undoReplacements(): void {
  for (const restore of undo.splice(0).toReversed()) restore();
}
