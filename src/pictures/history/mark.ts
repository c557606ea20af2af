import * as v from 'valibot';
import { sha256Schema, timeSchema } from '../picture.ts';
import { formatLine } from './jsonLine.ts';

/** That a picture is forgotten, or was chosen among those that were ordered together with it. */
export interface Mark {
  readonly kind: 'forgotten' | 'kept';
  readonly sha256: string;
}

/** A mark, and when its line was written. */
export interface WrittenMark extends Mark {
  readonly at: number;
}

const version = 1 as const;

const markSchema = v.union([
  v.object({ at: timeSchema, forgotten: sha256Schema }),
  v.object({ at: timeSchema, kept: sha256Schema }),
]);

/** Writes a mark as one line with its end, the same in all files. */
export function formatMark({ kind, at, sha256 }: WrittenMark): string {
  return formatLine({ version, at, [kind]: sha256 });
}

/** Reads a mark from the value of a line. */
export function readMark(value: unknown): WrittenMark | undefined {
  const parsed = v.safeParse(markSchema, value);
  if (!parsed.success) return undefined;
  const { output } = parsed;
  return 'kept' in output
    ? { kind: 'kept', at: output.at, sha256: output.kept }
    : { kind: 'forgotten', at: output.at, sha256: output.forgotten };
}
