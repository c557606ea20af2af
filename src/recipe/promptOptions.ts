import * as v from 'valibot';
import { type ModelId, modelIds, models } from './models.ts';
import {
  formatParameterText,
  type ParameterName,
  parameterNames,
  parameters,
  type ParameterValues,
  parseParameterText,
  readNumber,
} from './parameters.ts';
import { integerIn, parseBy, type Rule, RuleError, text as textSchema } from './rule.ts';

/** What options ask for; what is missing was not said. */
export interface PromptOptions {
  readonly model?: ModelId;
  /** The name of a style, unchecked. */
  readonly style?: string;
  /** How many pictures, from 1 to `maxCount`. */
  readonly count?: number;
  readonly parameters: Partial<ParameterValues>;
}

/** The most pictures of one prompt. */
export const maxCount = 8;

const styleName = v.pipe(textSchema, v.nonEmpty('empty' satisfies Rule));

/** Each option by its name at the end of a prompt. Each reads its value into the options. @throws {RuleError} */
const readers: Readonly<Record<string, (options: PromptOptions, value: string, field: string) => PromptOptions>> = {
  ...Object.fromEntries(
    parameterNames.map((name) => [
      parameters[name].option,
      (options: PromptOptions, value: string, field: string) => ({
        ...options,
        parameters: { ...options.parameters, [name]: parseParameterText(name, value, field) },
      }),
    ]),
  ),
  n: (options, value, field) => ({ ...options, count: parseCount(value, field) }),
  model: (options, value, field) => ({ ...options, model: parseModel(value, field) }),
  style: (options, value, field) => ({ ...options, style: parseBy(styleName, field, value) }),
};

/** The names of all options, as they are written. */
export const optionNames: readonly string[] = Object.keys(readers).map((name) => `--${name}`);

/** An option that may stand without its value, which is `true` then. */
const switches = parameterNames.filter((name) => typeof parameters[name].default === 'boolean');

// In prose a dash often stands right before a word, so that it starts an option only if the name is known.
const knownAfterDash = `[—–](?=(?:${Object.keys(readers).join('|')})(?![^\\s=]))`;
const option = `(?:--|${knownAfterDash})\\p{L}[\\p{L}\\p{M}\\p{N}_-]*(?![^\\s=])`;
const quoted = `(?:["“”„«»][^"“”„«»\\n]*["“”„«»]|['‘’‚‹›][^'‘’‚‹›\\n]*['‘’‚‹›])(?!\\S)`;
const onlyQuoted = new RegExp(`^${quoted}$`, 'u');
/** An option with its value, if it has one; or any other word. */
const optionOrWord = new RegExp(
  `(?<option>${option})(?:(?:=|\\s+(?!${option})(?=\\S))(?<value>${quoted}|\\S*))?|\\S+`,
  'giu',
);

/**
 * Reads the options at the end of a prompt, as in `A red fox --ar 16:9 --n 4`. Only a tail of nothing but options counts:
 * two hyphens before or between other words are prose.
 * @returns the prompt without its options; unchanged if it has none
 * @throws {RuleError} an option is unknown, is given twice, or has a value that breaks its rule
 */
export function readPromptOptions(text: string): { readonly prompt: string; readonly options: PromptOptions } {
  const { prompt, written } = splitTail(text);
  let options: PromptOptions = { parameters: {} };
  const seen = new Set<string>();
  for (const { name, value } of written) {
    const field = `--${name}`;
    const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
    if (!read) throw new RuleError(field, 'option', field, optionNames.join(', '));
    if (seen.has(name)) throw new RuleError(field, 'twice', field);
    seen.add(name);
    options = read(options, value, field);
  }
  return { prompt, options };
}

/** Writes a prompt with options at its end, as {@link readPromptOptions} reads it. */
export function formatPromptOptions(
  prompt: string,
  { model, style, count, parameters: values }: PromptOptions,
): string {
  const written = [
    ...parameterNames.map((name) => writeParameter(name, values[name])),
    count === undefined ? '' : `--n ${count}`,
    model === undefined ? '' : `--model ${models[model].shortName}`,
    style === undefined ? '' : `--style ${/\s/.test(style) ? `"${style}"` : style}`,
  ];
  return [prompt, ...written.filter((one) => one !== '')].join(' ');
}

function writeParameter(name: ParameterName, value: ParameterValues[ParameterName] | undefined): string {
  return value === undefined ? '' : `--${parameters[name].option} ${formatParameterText(value)}`;
}

function parseCount(text: string, field: string): number {
  return parseBy(integerIn(1, maxCount), field, readNumber(text), `1–${maxCount}`);
}

function parseModel(text: string, field: string): ModelId {
  const name = text.toLowerCase();
  const found = modelIds.find((id) => id === name || models[id].shortName === name);
  if (found) return found;
  const allowed = modelIds.map((id) => models[id].shortName);
  throw new RuleError(field, 'oneOf', text, [...allowed, ...modelIds].join(', '));
}

/** An option as it stands in a text. */
interface WrittenOption {
  /** In small letters, without hyphens. */
  readonly name: string;
  /** Empty if there is none. */
  readonly value: string;
}

/** Splits off the longest tail of a text that is nothing but options and their values. */
function splitTail(text: string): { readonly prompt: string; readonly written: readonly WrittenOption[] } {
  const found = [...text.matchAll(optionOrWord)];
  const tail = found.slice(found.findLastIndex(({ groups }) => groups?.['option'] === undefined) + 1);
  const start = tail[0]?.index;
  return {
    prompt: start === undefined ? text : text.slice(0, start).trimEnd(),
    written: tail.map(({ groups }) => readWritten(groups?.['option'] ?? '', groups?.['value'])),
  };
}

function readWritten(nameAsWritten: string, value: string | undefined): WrittenOption {
  const name = nameAsWritten.replace(/^(?:--|[—–])/, '').toLowerCase();
  const isSwitch = switches.some((parameter) => parameters[parameter].option === name);
  return { name, value: value === undefined ? (isSwitch ? 'true' : '') : unquote(value) };
}

function unquote(value: string): string {
  return onlyQuoted.test(value) ? value.slice(1, -1).trim() : value;
}
