import openapi from './openapi.json' with { type: 'json' };

/** One entry of a 422 answer's `detail`, as FastAPI words it. */
export interface ValidationIssue {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
}

/** The part of JSON Schema that the published schema uses for Kontext. */
interface Schema {
  readonly $ref?: string;
  readonly anyOf?: readonly Schema[];
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: string;
}

export type SchemaName = keyof typeof openapi.components.schemas;

const schemas: Readonly<Record<string, Schema>> = openapi.components.schemas;

/**
 * Checks a value against a schema of the service's published OpenAPI document.
 *
 * @returns what is wrong with it, worded like Pydantic 2; empty if nothing is. Unknown fields are no fault.
 */
export function checkSchema(value: unknown, name: SchemaName, loc: readonly (string | number)[]): ValidationIssue[] {
  return check(value, { $ref: `#/components/schemas/${name}` }, loc);
}

function check(value: unknown, schema: Schema, loc: readonly (string | number)[]): ValidationIssue[] {
  const issue = (type: string, msg: string): ValidationIssue[] => [{ type, loc, msg }];
  if (schema.$ref !== undefined)
    return check(value, schemas[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)] ?? {}, loc);

  if (schema.anyOf !== undefined) {
    const attempts = schema.anyOf.map((option) => check(value, option, loc));
    return attempts.some((issues) => issues.length === 0) ? [] : (attempts[0] ?? []);
  }
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return issue('enum', `Input should be ${listOptions(schema.enum)}`);

  switch (schema.type) {
    case 'null':
      return value === null ? [] : issue('none_required', 'Input should be None');
    case 'boolean':
      return typeof value === 'boolean' ? [] : issue('bool_type', 'Input should be a valid boolean');
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value)
        ? checkRange(value, schema, issue)
        : issue('int_type', 'Input should be a valid integer');
    case 'number':
      return typeof value === 'number'
        ? checkRange(value, schema, issue)
        : issue('float_type', 'Input should be a valid number');
    case 'string':
      return typeof value === 'string'
        ? checkText(value, schema, issue)
        : issue('string_type', 'Input should be a valid string');
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((item, index) => check(item, schema.items ?? {}, [...loc, index]))
        : issue('list_type', 'Input should be a valid list');
    case 'object':
      return isRecord(value)
        ? checkFields(value, schema, loc)
        : issue('model_attributes_type', 'Input should be a valid dictionary or object to extract fields from');
    default:
      return [];
  }
}

type Issue = (type: string, msg: string) => ValidationIssue[];

function checkRange(value: number, { minimum, maximum }: Schema, issue: Issue): ValidationIssue[] {
  if (minimum !== undefined && value < minimum)
    return issue('greater_than_equal', `Input should be greater than or equal to ${minimum}`);

  if (maximum !== undefined && value > maximum)
    return issue('less_than_equal', `Input should be less than or equal to ${maximum}`);

  return [];
}

function checkText(value: string, { minLength = 0, maxLength = Infinity, format }: Schema, issue: Issue) {
  if (value.length < minLength) return issue('string_too_short', `String should have at least ${minLength} character`);

  if (value.length > maxLength) return issue('string_too_long', `String should have at most ${maxLength} characters`);

  if (format !== 'uri') return [];

  if (!URL.canParse(value)) return issue('url_parsing', 'Input should be a valid URL, relative URL without a base');

  return /^https?:/i.test(value) ? [] : issue('url_scheme', "URL scheme should be 'http' or 'https'");
}

function checkFields(value: Record<string, unknown>, schema: Schema, loc: readonly (string | number)[]) {
  const missing = (schema.required ?? [])
    .filter((name) => !(name in value))
    .map((name) => ({ type: 'missing', loc: [...loc, name], msg: 'Field required' }));
  const wrong = Object.entries(schema.properties ?? {})
    .filter(([name]) => name in value)
    .flatMap(([name, field]) => check(value[name], field, [...loc, name]));
  return [...missing, ...wrong];
}

function listOptions(options: readonly unknown[]): string {
  const quoted = options.map((option) => `'${String(option)}'`);
  return `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
