import type * as v from 'valibot';
import { regionNames } from '../bfl/service.ts';
import { modelIds, mostTasks } from '../recipe/models.ts';
import { parameterNames, parameters } from '../recipe/parameters.ts';
import { integerIn, oneOf, parseBy, text } from '../recipe/rule.ts';

interface SettingRow {
  /** Its messages are rules. */
  readonly schema: v.GenericSchema<unknown, string | number>;
  /** What the schema takes, for people. */
  readonly allowed?: string;
  /** Whether the user's own value alone counts: it says where the key or a picture's address goes. */
  readonly isOwn?: true;
}

const links = ['after', 'replace', 'never'] as const;
const places = ['beside', 'active', 'never'] as const;

/** The settings that are no parameter of a picture, a row each, by their names without the section. */
export const settingRows = {
  model: { schema: oneOf(modelIds), allowed: modelIds.join(', ') },
  savePath: { schema: text },
  insertLink: { schema: oneOf(links), allowed: links.join(', ') },
  openPreview: { schema: oneOf(places), allowed: places.join(', ') },
  timeoutSeconds: { schema: integerIn(10, 3600), allowed: '10–3600' },
  maxConcurrent: { schema: integerIn(1, mostTasks), allowed: `1–${mostTasks}` },
  region: { schema: oneOf(regionNames), allowed: regionNames.join(', '), isOwn: true },
  endpoint: { schema: text, isOwn: true },
  webhookUrl: { schema: text, isOwn: true },
} as const satisfies Readonly<Record<string, SettingRow>>;

export type SettingName = keyof typeof settingRows;

/** A setting's value as its row has it. @throws {RuleError} */
export function parseSetting<Name extends SettingName>(
  name: Name,
  value: unknown,
): v.InferOutput<(typeof settingRows)[Name]['schema']> {
  const { schema, allowed }: SettingRow = settingRows[name];
  return parseBy(schema, name, value, allowed) as v.InferOutput<(typeof settingRows)[Name]['schema']>;
}

/** The schema of every setting, those of parameters included. */
export const settingSchemas: Readonly<Record<string, v.GenericSchema>> = {
  ...Object.fromEntries(Object.entries(settingRows).map(([name, { schema }]) => [name, schema])),
  ...Object.fromEntries(parameterNames.map((name) => [parameters[name].setting, parameters[name].schema])),
};
