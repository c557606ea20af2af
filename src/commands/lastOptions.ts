import * as v from 'valibot';
import type * as vscode from 'vscode';
import { modelIds } from '../recipe/models.ts';
import { mapParameters, parameters } from '../recipe/parameters.ts';
import { maxCount, type PromptOptions } from '../recipe/promptOptions.ts';

/** The options that were chosen last in a workspace. */
export interface LastOptions {
  /** Undefined if none were chosen, or another version of the extension wrote them. */
  get(this: void): PromptOptions | undefined;
  set(this: void, options: PromptOptions | undefined): Thenable<void>;
}

const key = 'lastOptions';

const schema = v.object({
  model: v.optional(v.picklist(modelIds)),
  style: v.optional(v.string()),
  count: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maxCount))),
  parameters: v.partial(v.object(mapParameters((name) => parameters[name].schema))),
});

/** @param state that of the workspace */
export function createLastOptions(state: vscode.Memento): LastOptions {
  return {
    get: () => {
      const parsed = v.safeParse(schema, state.get(key));
      return parsed.success ? (parsed.output as PromptOptions) : undefined;
    },
    set: (options) => state.update(key, options),
  };
}
