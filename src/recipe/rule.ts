import * as v from 'valibot';

/** The rules that a value may break. The messages for users live elsewhere. */
export type Rule =
  | 'string'
  | 'boolean'
  | 'empty'
  | 'wellFormed'
  | 'aspectRatioForm'
  | 'aspectRatioRange'
  | 'integer'
  | 'range'
  | 'oneOf'
  | 'onOffer'
  | 'option'
  | 'twice'
  | 'placeholder'
  | 'styleName'
  | 'knownStyle'
  | 'styleKey'
  | 'styles'
  | 'frontMatterEnd'
  | 'mapping'
  | 'yaml'
  | 'inside'
  | 'readable'
  | 'url'
  | 'length'
  | 'httpsOrLoopback'
  | 'noCredentials'
  | 'noQuery';

/** What a caught error says of a value that breaks a rule. @throws any other error */
export function asRuleError(error: unknown): RuleError {
  if (error instanceof RuleError) return error;
  throw error;
}

/** A value of a recipe or a setting that breaks a rule; nothing was sent. */
export class RuleError extends Error {
  override readonly name = 'RuleError';
  /** The name of the prompt, a parameter, or a setting. */
  readonly field: string;
  readonly rule: Rule;
  readonly value: unknown;
  /** The allowed values, as numbers or names. */
  readonly allowed: string;

  /** The message is for the log. It leaves out the value, which may be a prompt or hold a secret. */
  constructor(field: string, rule: Rule, value: unknown, allowed = '') {
    super(`${field} breaks the rule ${rule}${allowed === '' ? '' : ` (${allowed})`}`);
    this.field = field;
    this.rule = rule;
    this.value = value;
    this.allowed = allowed;
  }
}

/**
 * Parses a value by a schema whose messages are names of rules.
 * @throws {RuleError} naming the first rule that the value breaks
 */
export function parseBy<Output>(
  schema: v.GenericSchema<unknown, Output>,
  field: string,
  value: unknown,
  allowed?: string,
): Output {
  const parsed = v.safeParse(schema, value, { abortPipeEarly: true });
  if (parsed.success) return parsed.output;
  throw new RuleError(field, parsed.issues[0].message as Rule, value, allowed);
}

/** A schema that accepts one of the given names. */
export function oneOf<const Names extends readonly string[]>(names: Names) {
  return v.picklist(names, 'oneOf' satisfies Rule);
}

/** A schema that accepts a whole number from `minimum` to `maximum`. */
export function integerIn(minimum: number, maximum: number) {
  return v.pipe(
    v.number('integer' satisfies Rule),
    v.integer('integer' satisfies Rule),
    v.minValue(minimum, 'range' satisfies Rule),
    v.maxValue(maximum, 'range' satisfies Rule),
  );
}

export const text = v.string('string' satisfies Rule);
