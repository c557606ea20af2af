import * as v from 'valibot';
import { mapParameters, type ParameterName, parameters, type ParameterValues, parseParameters } from './parameters.ts';
import { parseBy, type Rule, text } from './rule.ts';

type ParameterSchemas = { readonly [K in ParameterName]: (typeof parameters)[K]['schema'] };

const parameterSchemas = mapParameters((name) => parameters[name].schema) as ParameterSchemas;

/** What to make a picture from, in our own field names, as the journal and the preview keep it. */
export const recipeSchema = v.pipe(
  v.object({
    /** The name of a row of `models`. It may be off offer by now: `getModel` checks that when the prompt is sent. */
    model: v.string(),
    /** Sent exactly as given. */
    prompt: v.string(),
    parameters: v.pipe(v.object(parameterSchemas), v.readonly()),
    /** The style that made the prompt, if any: its name, and the words that it was given. */
    style: v.optional(v.pipe(v.object({ name: v.string(), words: v.string() }), v.readonly())),
  }),
  v.readonly(),
);

export type Recipe = v.InferOutput<typeof recipeSchema>;

/** What the user asked for in words: the prompt without the text of a style. */
export function getWords({ prompt, style }: Pick<Recipe, 'prompt' | 'style'>): string {
  return style?.words ?? prompt;
}

const promptSchema = v.pipe(
  text,
  v.check(hasWords, 'empty' satisfies Rule),
  v.check((prompt) => !/\p{Surrogate}/u.test(prompt), 'wellFormed' satisfies Rule),
);

/**
 * Makes a recipe from unchecked values.
 * @throws {RuleError} naming the first value that breaks a rule, and the rule
 */
export function parseRecipe(
  model: string,
  prompt: unknown,
  values: Readonly<Record<ParameterName, unknown>> | ParameterValues,
): Recipe {
  return { model, prompt: parseBy(promptSchema, 'prompt', prompt), parameters: parseParameters(values) };
}

/**
 * Whether a text has a visible letter, digit or pictograph. A text of only blanks, invisible characters and punctuation
 * says nothing that could be painted.
 */
export function hasWords(prompt: string): boolean {
  return /[\p{L}\p{N}\p{So}\p{Extended_Pictographic}]/u.test(
    prompt.replace(/[\p{Default_Ignorable_Code_Point}\u2800]/gu, ''),
  );
}
