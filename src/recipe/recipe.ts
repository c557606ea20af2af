import * as v from 'valibot';
import { mapParameters, type ParameterName, parameters, type ParameterValues, parseParameters } from './parameters.ts';
import { parseBy, type Rule, text } from './rule.ts';

type ParameterSchemas = { readonly [K in ParameterName]: (typeof parameters)[K]['schema'] };

const parameterSchemas = mapParameters((name) => parameters[name].schema) as ParameterSchemas;

/** What a picture is made of, in our own words, as the journal and the preview keep it. */
export const recipeSchema = v.pipe(
  v.object({
    /** The name of a row; one that is not on offer any more is known when it is to be sent. */
    model: v.string(),
    /** Sent exactly as given. */
    prompt: v.string(),
    parameters: v.pipe(v.object(parameterSchemas), v.readonly()),
  }),
  v.readonly(),
);

export type Recipe = v.InferOutput<typeof recipeSchema>;

const promptSchema = v.pipe(
  text,
  v.check(hasWords, 'empty' satisfies Rule),
  v.check((prompt) => !/\p{Surrogate}/u.test(prompt), 'wellFormed' satisfies Rule),
);

/**
 * A recipe of values that come from anywhere.
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
 * Whether a reader sees a letter, a digit or a picture character in a text: blanks, marks that show nothing and
 * punctuation alone say nothing that could be painted.
 */
export function hasWords(prompt: string): boolean {
  return /[\p{L}\p{N}\p{So}\p{Extended_Pictographic}]/u.test(
    prompt.replace(/[\p{Default_Ignorable_Code_Point}\u2800]/gu, ''),
  );
}
