import type * as vscode from 'vscode';

/** How long pictures took lately, for the person who waits. */
export interface UsualDuration {
  /** In seconds, the median of the last pictures of a model; undefined before there are three. */
  get(this: void, model: string): number | undefined;
  add(this: void, model: string, seconds: number): void;
}

const keptDurations = 20;
const minDurations = 3;

export function createUsualDuration(memento: vscode.Memento): UsualDuration {
  const read = (model: string): readonly number[] => memento.get<readonly number[]>(`durations:${model}`, []);
  return {
    get(model) {
      const sorted = read(model).toSorted((a, b) => a - b);
      return sorted.length < minDurations ? undefined : sorted[Math.floor(sorted.length / 2)];
    },
    add: (model, seconds) => void memento.update(`durations:${model}`, [...read(model), seconds].slice(-keptDurations)),
  };
}
