import { BflError, type RequestField, type RequestRule } from './errors.ts';
import { hasCredentials, isSafeToSend } from './service.ts';

/** What the user chose. The values come from settings, so each is checked for its type too. */
export interface RequestOptions {
  readonly prompt: string;
  readonly aspectRatio: string;
  readonly seed: number | null;
  readonly promptUpsampling: boolean;
  readonly safetyTolerance: number;
  readonly outputFormat: 'jpeg' | 'png' | 'webp';
  readonly webhookUrl?: string;
  readonly webhookSecret?: string;
}

/** The JSON body of a text-to-image request to a Kontext model. */
export interface RequestBody {
  readonly prompt: string;
  readonly aspect_ratio: string;
  readonly seed?: number;
  readonly prompt_upsampling: boolean;
  readonly safety_tolerance: number;
  readonly output_format: 'jpeg' | 'png' | 'webp';
  readonly webhook_url?: string;
  readonly webhook_secret?: string;
}

export const outputFormats = ['jpeg', 'png', 'webp'] as const;
export const maxSafetyTolerance = 6;
const maxWebhookUrlLength = 2083;
const aspectRatios = 'W:H from 3:7 to 7:3';

/**
 * The body to send, with every bound of the service's schema checked. The prompt is sent exactly as given.
 * @throws BflError `invalidRequest`, naming field and rule
 */
export function createRequestBody(options: RequestOptions): RequestBody {
  const { prompt, aspectRatio, seed, promptUpsampling, safetyTolerance, outputFormat } = options;
  check(typeof prompt === 'string', 'prompt', 'string', prompt);
  check(hasWords(prompt), 'prompt', 'empty', prompt);
  check(!/\p{Surrogate}/u.test(prompt), 'prompt', 'wellFormed', prompt);
  checkAspectRatio(aspectRatio);
  check(seed === null || Number.isSafeInteger(seed), 'seed', 'integer', seed);
  check(typeof promptUpsampling === 'boolean', 'promptUpsampling', 'boolean', promptUpsampling);
  check(Number.isInteger(safetyTolerance), 'safetyTolerance', 'integer', safetyTolerance, `0–${maxSafetyTolerance}`);
  check(
    safetyTolerance >= 0 && safetyTolerance <= maxSafetyTolerance,
    'safetyTolerance',
    'range',
    safetyTolerance,
    `0–${maxSafetyTolerance}`,
  );
  check(outputFormats.includes(outputFormat), 'outputFormat', 'oneOf', outputFormat, outputFormats.join(', '));
  return {
    prompt,
    aspect_ratio: aspectRatio,
    ...(seed === null ? {} : { seed }),
    prompt_upsampling: promptUpsampling,
    safety_tolerance: safetyTolerance,
    output_format: outputFormat,
    ...webhook(options),
  };
}

/**
 * Whether a reader sees a letter, a digit or a picture character in a text: blanks, marks that show nothing and
 * punctuation alone say nothing that could be painted.
 */
export function hasWords(text: string): boolean {
  return /[\p{L}\p{N}\p{So}\p{Extended_Pictographic}]/u.test(
    text.replace(/[\p{Default_Ignorable_Code_Point}\u2800]/gu, ''),
  );
}

function checkAspectRatio(value: string): void {
  const parts = typeof value === 'string' ? /^([1-9]\d{0,5}):([1-9]\d{0,5})$/.exec(value) : null;
  check(parts !== null, 'aspectRatio', 'aspectRatioForm', value, aspectRatios);
  const [width, height] = [Number(parts[1]), Number(parts[2])];
  const inRange = width * 7 >= height * 3 && width * 3 <= height * 7;
  check(inRange, 'aspectRatio', 'aspectRatioRange', value, aspectRatios);
}

function webhook({ webhookUrl, webhookSecret }: RequestOptions): Pick<RequestBody, 'webhook_url' | 'webhook_secret'> {
  if (webhookUrl === undefined || webhookUrl === '') {
    return {};
  }
  check(typeof webhookUrl === 'string', 'webhookUrl', 'string', webhookUrl);
  check(URL.canParse(webhookUrl), 'webhookUrl', 'url', webhookUrl);
  const url = new URL(webhookUrl);
  check(/^https?:$/.test(url.protocol), 'webhookUrl', 'url', webhookUrl);
  check(!hasCredentials(url), 'webhookUrl', 'noCredentials', undefined);
  check(isSafeToSend(url), 'webhookUrl', 'httpsOrLoopback', webhookUrl);
  check(webhookUrl.length <= maxWebhookUrlLength, 'webhookUrl', 'length', webhookUrl, `1–${maxWebhookUrlLength}`);
  if (webhookSecret === undefined || webhookSecret === '') {
    return { webhook_url: webhookUrl };
  }
  check(typeof webhookSecret === 'string', 'webhookSecret', 'string', undefined);
  return { webhook_url: webhookUrl, webhook_secret: webhookSecret };
}

function check(
  holds: boolean,
  field: RequestField,
  rule: RequestRule,
  value: unknown,
  allowed?: string,
): asserts holds {
  if (!holds) {
    throw new BflError('invalidRequest', { field, rule, value, ...(allowed === undefined ? {} : { allowed }) });
  }
}
