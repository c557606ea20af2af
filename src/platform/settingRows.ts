import * as v from 'valibot';
import { regionNames } from '../bfl/service.ts';
import { modelIds, mostTasks } from '../recipe/models.ts';
import { parameterNames, parameters } from '../recipe/parameters.ts';
import { integerIn, oneOf, parseBy, type Rule, text } from '../recipe/rule.ts';

interface SettingRow {
  /** The messages of its checks are rules, see `recipe/rule.ts`. */
  readonly schema: v.GenericSchema<unknown, string | number | StyleSettings>;
  /** The values that the schema accepts, as a text for the user. */
  readonly allowed?: string;
  /** Whether only the user's own value counts, because it decides where the key or a picture's address is sent. */
  readonly isOwn?: true;
}

/** Styles by their names; their values are checked when a style is used. */
type StyleSettings = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const styleSettings = v.record(
  v.string(),
  v.record(v.string(), v.unknown(), 'styles' satisfies Rule),
  'styles' satisfies Rule,
);

const links = ['after', 'replace', 'never'] as const;
const histories = ['user', 'workspace'] as const;
const places = ['beside', 'active', 'never'] as const;

/** A row for each setting that is no parameter of a recipe, by its name without the section. */
export const settingRows = {
  model: { schema: oneOf(modelIds), allowed: modelIds.join(', ') },
  style: { schema: text },
  styles: { schema: styleSettings },
  savePath: { schema: text },
  insertLink: { schema: oneOf(links), allowed: links.join(', ') },
  openPreview: { schema: oneOf(places), allowed: places.join(', ') },
  history: { schema: oneOf(histories), allowed: histories.join(', ') },
  historyLimit: { schema: integerIn(100, 100_000), allowed: '100–100000' },
  timeoutSeconds: { schema: integerIn(10, 3600), allowed: '10–3600' },
  maxConcurrent: { schema: integerIn(1, mostTasks), allowed: `1–${mostTasks}` },
  region: { schema: oneOf(regionNames), allowed: regionNames.join(', '), isOwn: true },
  endpoint: { schema: text, isOwn: true },
  webhookUrl: { schema: text, isOwn: true },
} as const satisfies Readonly<Record<string, SettingRow>>;

export type SettingName = keyof typeof settingRows;

/** Parses the value of a setting by its row. @throws {RuleError} */
export function parseSetting<Name extends SettingName>(
  name: Name,
  value: unknown,
): v.InferOutput<(typeof settingRows)[Name]['schema']> {
  const { schema, allowed }: SettingRow = settingRows[name];
  return parseBy(schema, name, value, allowed) as v.InferOutput<(typeof settingRows)[Name]['schema']>;
}

/** The schemas of all settings, including those of parameters. */
export const settingSchemas: Readonly<Record<string, v.GenericSchema>> = {
  ...Object.fromEntries(Object.entries(settingRows).map(([name, { schema }]) => [name, schema])),
  ...Object.fromEntries(parameterNames.map((name) => [parameters[name].setting, parameters[name].schema])),
};
