import * as v from 'valibot';
import { type Format, formatNames } from './format.ts';
import { integerIn, oneOf, parseBy, type Rule } from './rule.ts';

interface ParameterRow {
  /** Its name in the body of a request. */
  readonly field: string;
  /** The setting that holds its value, without the section `fluxKontext`. */
  readonly setting: string;
  /** The schema of its value; the schema's messages are names of rules. */
  readonly schema: v.GenericSchema<unknown, string | number | boolean | null>;
  /** The values that the schema accepts, in words for the user. */
  readonly allowed?: string;
  /** The default of the setting; `null` is not sent. */
  readonly default: string | number | boolean | null;
}

const ratioRule: Rule = 'aspectRatioForm';

/**
 * The parameters of a picture besides its prompt, one row for each parameter of the service's text-to-image call.
 * Source: the service's schema, https://docs.bfl.ai; it gives the bounds of the aspect ratio in words only.
 */
export const parameters = {
  aspectRatio: {
    field: 'aspect_ratio',
    setting: 'defaultAspectRatio',
    schema: v.pipe(
      v.string(ratioRule),
      v.regex(/^[1-9][0-9]{0,5}:[1-9][0-9]{0,5}$/, ratioRule),
      v.check(isAspectRatioInRange, 'aspectRatioRange' satisfies Rule),
    ),
    allowed: 'W:H from 3:7 to 7:3',
    default: '1:1',
  },
  seed: {
    field: 'seed',
    setting: 'seed',
    schema: v.nullable(v.pipe(v.number('integer' satisfies Rule), v.safeInteger('integer' satisfies Rule))),
    default: null,
  },
  promptUpsampling: {
    field: 'prompt_upsampling',
    setting: 'promptUpsampling',
    schema: v.boolean('boolean' satisfies Rule),
    default: false,
  },
  safetyTolerance: {
    field: 'safety_tolerance',
    setting: 'safetyTolerance',
    schema: integerIn(0, 6),
    allowed: '0–6',
    default: 2,
  },
  outputFormat: {
    field: 'output_format',
    setting: 'outputFormat',
    schema: oneOf(formatNames),
    allowed: formatNames.join(', '),
    default: 'jpeg' satisfies Format,
  },
} as const satisfies Readonly<Record<string, ParameterRow>>;

export type ParameterName = keyof typeof parameters;
export type ParameterValues = { readonly [K in ParameterName]: v.InferOutput<(typeof parameters)[K]['schema']> };

export const parameterNames = Object.keys(parameters) as readonly ParameterName[];

/** Checks a value for each parameter. @throws {RuleError} naming the first parameter whose value breaks a rule */
export function parseParameters(values: Readonly<Record<ParameterName, unknown>>): ParameterValues {
  return mapParameters((name, { schema, allowed }) => parseBy(schema, name, values[name], allowed)) as ParameterValues;
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
