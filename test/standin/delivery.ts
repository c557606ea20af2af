import { createHash } from 'node:crypto';
import type { ImageFormat } from './draw.ts';
import { response, type StandinResponse } from './responses.ts';

/** The answer that carries a picture, with the headers that the service's delivery sends. */
export function deliverImage(bytes: Uint8Array, format: ImageFormat): StandinResponse {
  const md5 = createHash('md5').update(bytes).digest();
  const headers = { 'Content-MD5': md5.toString('base64'), ETag: `"0x${md5.toString('hex').slice(0, 15)}"` };
  return response(200, `image/${format}`, bytes, headers);
}

const refusals = {
  signature: [403, 'AuthenticationFailed', 'Signature did not match.'],
  expired: [403, 'AuthenticationFailed', 'Signed expiry time has passed.'],
  unknown: [404, 'BlobNotFound', 'The specified blob does not exist.'],
} as const;

/** XML in the manner of Azure's blob storage, byte order mark included. */
export function refuseDelivery(reason: keyof typeof refusals): StandinResponse {
  const [status, code, message] = refusals[reason];
  const xml = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return response(status, 'application/xml', Buffer.from(`\uFEFF${xml}`));
}
