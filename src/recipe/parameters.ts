import * as v from 'valibot';
import { type Format, formatNames } from './format.ts';
import { integerIn, oneOf, parseBy, type Rule } from './rule.ts';

type Value = string | number | boolean | null;

interface ParameterRow {
  /** Its name in the body of a request. */
  readonly field: string;
  /** Its name at the end of a prompt, after two hyphens. */
  readonly option: string;
  /** The setting that holds its value, without the section `fluxKontext`. */
  readonly setting: string;
  /** The schema of its value; the schema's messages are names of rules. */
  readonly schema: v.GenericSchema<unknown, Value>;
  /** The values that the schema accepts, in words for the user. */
  readonly allowed?: string;
  /** The default of the setting; `null` is not sent. */
  readonly default: Value;
  /** The values that are offered in a list, which the user can go beyond where the schema accepts others. */
  readonly usual: readonly Value[];
}

const ratioRule: Rule = 'aspectRatioForm';

/**
 * The parameters of a picture besides its prompt, one row for each parameter of the service's text-to-image call.
 * Source: the service's schema, https://docs.bfl.ai; it gives the bounds of the aspect ratio in words only.
 */
export const parameters = {
  aspectRatio: {
    field: 'aspect_ratio',
    option: 'ar',
    setting: 'defaultAspectRatio',
    schema: v.pipe(
      v.string(ratioRule),
      v.regex(/^[1-9][0-9]{0,5}:[1-9][0-9]{0,5}$/, ratioRule),
      v.check(isAspectRatioInRange, 'aspectRatioRange' satisfies Rule),
    ),
    allowed: 'W:H from 3:7 to 7:3',
    default: '1:1',
    usual: ['1:1', '21:9', '16:9', '3:2', '4:3', '5:4', '4:5', '3:4', '2:3', '9:16', '9:21'],
  },
  seed: {
    field: 'seed',
    option: 'seed',
    setting: 'seed',
    schema: v.nullable(v.pipe(v.number('integer' satisfies Rule), v.safeInteger('integer' satisfies Rule))),
    default: null,
    usual: [null],
  },
  promptUpsampling: {
    field: 'prompt_upsampling',
    option: 'upsampling',
    setting: 'promptUpsampling',
    schema: v.boolean('boolean' satisfies Rule),
    default: false,
    usual: [false, true],
  },
  safetyTolerance: {
    field: 'safety_tolerance',
    option: 'safety',
    setting: 'safetyTolerance',
    schema: integerIn(0, 6),
    allowed: '0–6',
    default: 2,
    usual: [0, 1, 2, 3, 4, 5, 6],
  },
  outputFormat: {
    field: 'output_format',
    option: 'format',
    setting: 'outputFormat',
    schema: oneOf(formatNames),
    allowed: formatNames.join(', '),
    default: 'jpeg' satisfies Format,
    usual: formatNames,
  },
} as const satisfies Readonly<Record<string, ParameterRow>>;

export type ParameterName = keyof typeof parameters;
export type ParameterValues = { readonly [K in ParameterName]: v.InferOutput<(typeof parameters)[K]['schema']> };

export const parameterNames = Object.keys(parameters) as readonly ParameterName[];

/** Checks a value for each parameter. @throws {RuleError} naming the first parameter whose value breaks a rule */
export function parseParameters(values: Readonly<Record<ParameterName, unknown>>): ParameterValues {
  return mapParameters((name, { schema, allowed }) => parseBy(schema, name, values[name], allowed)) as ParameterValues;
}

/**
 * Reads the value of a parameter as people type it: numbers in digits, `true` or `on`, `random` for no seed.
 * @param field how an error names the parameter
 * @throws {RuleError}
 */
export function parseParameterText<Name extends ParameterName>(
  name: Name,
  text: string,
  field: string = name,
): ParameterValues[Name] {
  const { schema, allowed }: ParameterRow = parameters[name];
  const meanings = readMeanings(text);
  const [meant = meanings[0]] = meanings.filter((value) => v.is(schema, value));
  return parseBy(schema, field, meant, allowed) as ParameterValues[Name];
}

/** What a typed text may mean, and first what an error shows. */
function readMeanings(text: string): readonly Value[] {
  const word = text.toLowerCase();
  const words: Readonly<Record<string, Value>> = { true: true, on: true, false: false, off: false, random: null };
  return [readNumber(word), ...(Object.hasOwn(words, word) ? [words[word] ?? null] : [])];
}

/** A whole number that is written in digits; any other text stays as it is. */
export function readNumber(text: string): number | string {
  const number = /^-?\d+$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(number) ? number : text;
}

/** A value as people type it and {@link parseParameterText} reads it. */
export function formatParameterText(value: Value): string {
  return value === null ? 'random' : String(value);
}

/** Makes an object with one value for each parameter, in the order of the rows. */
export function mapParameters<T>(value: (name: ParameterName, row: ParameterRow) => T): Record<ParameterName, T> {
  return Object.fromEntries(parameterNames.map((name) => [name, value(name, parameters[name])])) as Record<
    ParameterName,
    T
  >;
}

function isAspectRatioInRange(value: string): boolean {
  const [width = 0, height = 0] = value.split(':').map(Number);
  return width * 7 >= height * 3 && width * 3 <= height * 7;
}
