import { RuleError } from '../recipe/rule.ts';
import { hasCredentials, isSafeToSend } from './service.ts';

/** The URL that the service calls when a picture is ready, and the secret that it signs the call with. */
export interface Webhook {
  readonly url: string;
  readonly secret: string | undefined;
}

/** Source: the service's schema. */
const maxLength = 2083;

/**
 * Checks a webhook URL by the service's rules and ours; undefined if it is empty.
 * @throws {RuleError}
 */
export function parseWebhookUrl(value: unknown): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw new RuleError('webhookUrl', 'string', value);
  if (!URL.canParse(value)) throw new RuleError('webhookUrl', 'url', value);
  const url = new URL(value);
  if (!/^https?:$/.test(url.protocol)) throw new RuleError('webhookUrl', 'url', value);
  if (hasCredentials(url)) throw new RuleError('webhookUrl', 'noCredentials', undefined);
  if (!isSafeToSend(url)) throw new RuleError('webhookUrl', 'httpsOrLoopback', value);
  if (value.length > maxLength) throw new RuleError('webhookUrl', 'length', value, `1–${maxLength}`);
  return value;
}
