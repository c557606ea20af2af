import type * as vscode from 'vscode';
import { maxKnownDurations } from '../bfl/schedule.ts';
import type { KnownDurations } from '../making/ports.ts';

const minToTell = 3;

export function createKnownDurations(memento: vscode.Memento): KnownDurations {
  const get = (model: string): readonly number[] => memento.get<readonly number[]>(`durations:${model}`, []);
  return {
    get,
    add: (model, durationMs) =>
      void memento.update(`durations:${model}`, [...get(model), durationMs].slice(-maxKnownDurations)),
  };
}

/** The median of some durations; undefined if there are too few of them. */
export function getUsualMs(durationsMs: readonly number[]): number | undefined {
  if (durationsMs.length < minToTell) return undefined;
  return durationsMs.toSorted((a, b) => a - b)[Math.floor(durationsMs.length / 2)];
}
