import type { ImageFormat } from './draw.ts';
import { checkSchema, type ValidationIssue } from './schema.ts';
import { sizeOf, type Size } from './sizes.ts';

/** A submit that passed the checks, with the schema's defaults filled in. */
export interface SubmitRequest {
  readonly prompt: string;
  readonly size: Size;
  readonly seed: number | undefined;
  readonly format: ImageFormat;
  readonly promptUpsampling: boolean;
  readonly webhook: { readonly url: string; readonly secret: string | undefined } | undefined;
}

/** The body as the schema has it; types hold once the schema was checked. */
interface KontextInputs {
  readonly prompt: string;
  readonly aspect_ratio?: string | null;
  readonly seed?: number | null;
  readonly output_format?: ImageFormat | null;
  readonly prompt_upsampling?: boolean;
  readonly webhook_url?: string | null;
  readonly webhook_secret?: string | null;
}

/** Reads the JSON body of a submit; unknown fields are dropped silently, as the service does. */
export function readSubmit(body: string): SubmitRequest | { readonly issues: readonly ValidationIssue[] } {
  let fields: KontextInputs;
  try {
    fields = JSON.parse(body);
  } catch {
    return { issues: [{ type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error' }] };
  }
  const issues = checkSchema(fields, 'FluxKontextProInputs', ['body']);
  if (issues.length > 0) return { issues };

  const size = sizeOf(fields.aspect_ratio ?? '1:1');
  if (size === undefined) {
    const msg = 'Value error, Aspect ratio must be between 21:9 and 9:21';
    return { issues: [{ type: 'value_error', loc: ['body', 'aspect_ratio'], msg }] };
  }
  const { prompt, seed, webhook_url: url, webhook_secret: secret } = fields;
  return {
    prompt,
    size,
    seed: seed ?? undefined,
    format: fields.output_format ?? 'png',
    promptUpsampling: fields.prompt_upsampling === true,
    webhook: url ? { url, secret: secret ?? undefined } : undefined,
  };
}
