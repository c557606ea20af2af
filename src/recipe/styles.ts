import * as v from 'valibot';
import { isModelId, modelIds, type ModelId } from './models.ts';
import { type ParameterName, parameterNames, parameters, type ParameterValues } from './parameters.ts';
import { parseBy, type Rule, RuleError, text as textSchema } from './rule.ts';

/** A named text that makes a prompt of the user's words, and the parameters that go with it. */
export interface Style {
  readonly name: string;
  /** A prompt with `{prompt}` where the words go. */
  readonly text: string;
  readonly model?: ModelId;
  readonly parameters: Partial<ParameterValues>;
}

/** The name that asks for no style, where the settings name one. */
export const noStyle = 'none';

/** Stands for the user's words in the text of a style. */
const wordsMark = '{prompt}';

/** The text of a style that adds nothing to the words. */
export const plainText = wordsMark;

/** Puts words into the text of a style. */
export function applyStyle({ text }: Style, words: string): string {
  return text.replaceAll(wordsMark, () => words);
}

/**
 * The styles that come with the extension. Each is written in sentences, because the model reads them better than lists
 * of words, and says only what is to be seen, because the model paints what a text names even if it says “no”.
 */
export const builtInStyles: readonly Style[] = [
  {
    name: 'photograph',
    text: '{prompt}. This is a natural photograph, taken at eye level with a 50 mm lens. Soft daylight falls from one side, and the subject is in sharp focus in front of a gently blurred background. The colours are true to life, with a fine film grain.',
    parameters: {},
  },
  {
    name: 'ink',
    text: '{prompt}. This is a drawing by hand in black ink on warm white paper, with confident lines of varying width and fine hatching for the shadows. The subject stands in the middle, with plenty of blank paper around it. Black ink and the white of the paper are the only colours.',
    parameters: {},
  },
  {
    name: 'flat',
    text: '{prompt}. This is a flat illustration made of simple geometric shapes with crisp edges, each filled with a single even colour. The composition is calm and balanced, on a plain light background. The palette is limited to five harmonious colours.',
    parameters: {},
  },
  {
    name: 'isometric',
    text: '{prompt}. This is an isometric illustration, seen from above at a constant angle, like a small and precise model. Soft even light casts gentle shadows. The whole subject is in view, in the middle of a plain pale background, in clear and slightly muted colours.',
    parameters: {},
  },
  {
    name: 'blueprint',
    text: '{prompt}. This is a technical blueprint, drawn in thin white lines of even width on deep blue paper with a faint grid. The subject is seen straight from the front in exact proportions, with fine construction lines around it. White and blue are the only colours.',
    parameters: {},
  },
];

/** A name is that of a file, and is written at the end of prompts, where `--style none` asks for no style. */
const nameSchema = v.pipe(
  textSchema,
  v.regex(/^(?=.{1,60}$)[\p{L}\p{N}][\p{L}\p{N}\p{M} _-]*(?<! )$/u, 'styleName' satisfies Rule),
  v.check((name) => !isSameName(name, noStyle), 'styleName' satisfies Rule),
);

const styleText = v.pipe(
  textSchema,
  v.includes(wordsMark, 'placeholder' satisfies Rule),
  v.check((text) => !/\p{Surrogate}/u.test(text), 'wellFormed' satisfies Rule),
  v.transform((text) => text.replace(/\r\n?/g, '\n').trim()),
);

/** The keys that a style may have besides its text. */
export const styleKeys: readonly string[] = ['model', ...parameterNames];

/** Checks the name of a style. @throws {RuleError} */
export function parseStyleName(name: unknown): string {
  return parseBy(nameSchema, 'style', name);
}

/**
 * Makes a style of unchecked values.
 * @param values by `styleKeys`
 * @throws {RuleError} naming the style, and the key whose value breaks a rule
 */
export function parseStyle(name: string, text: unknown, values: Readonly<Record<string, unknown>>): Style {
  const field = (key: string): string => fieldOf(name, key);
  parseStyleName(name);
  for (const key of Object.keys(values))
    if (!styleKeys.includes(key)) throw new RuleError(field(key), 'styleKey', key, styleKeys.join(', '));
  const { model, ...rest } = values;
  const given = parameterNames.filter((key) => rest[key] !== undefined);
  const parsed = given.map((key) => [key, parseParameter(key, rest[key], field(key))] as const);
  return {
    name,
    text: parseBy(styleText, field('prompt'), text ?? ''),
    ...(model !== undefined && { model: parseModel(model, field('model')) }),
    parameters: Object.fromEntries(parsed),
  };
}

/** Names a style and one of its keys in an error. */
export function fieldOf(style: string, key: string): string {
  return `${stylePrefix}${style}: ${key}`;
}

/** The start of the field of an error that is about a style. */
export const stylePrefix = 'style ';

function parseParameter(name: ParameterName, value: unknown, field: string): ParameterValues[ParameterName] {
  const row = parameters[name];
  return parseBy<ParameterValues[ParameterName]>(row.schema, field, value, 'allowed' in row ? row.allowed : undefined);
}

function parseModel(value: unknown, field: string): ModelId {
  if (typeof value === 'string' && isModelId(value)) return value;
  throw new RuleError(field, 'oneOf', value, modelIds.join(', '));
}

/** Whether two names are of the same style: neither case nor the way in which accents are stored counts. */
export function isSameName(a: string, b: string): boolean {
  return foldName(a) === foldName(b);
}

/** What the names of one style have in common. */
export function foldName(name: string): string {
  return name.toLowerCase().normalize();
}
