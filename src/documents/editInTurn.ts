/** The last edit; the next one waits for it. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Carries out edits of documents one after the other: VS Code compares the document's version when an edit begins, not
 * when it is carried out, so two edits at the same time end up in the middle of each other's words (seen in 1.100).
 */
export function editInTurn<T>(edit: () => Promise<T>): Promise<T> {
  const turn = last.then(edit);
  last = turn.catch(() => undefined);
  return turn;
}
