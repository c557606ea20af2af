import { gzipSync } from 'node:zlib';
import type { Fault, TransportFault } from './faults.ts';
import { isRecord } from './schema.ts';

export interface StandinResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly transport: TransportFault;
}

/** A JSON answer. */
export function jsonResponse(status: number, body: unknown, headers: Record<string, string> = {}): StandinResponse {
  return response(status, 'application/json', Buffer.from(JSON.stringify(body)), headers);
}

/** Any answer; `Content-Length` is that of the body. */
export function response(
  status: number,
  contentType: string,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): StandinResponse {
  const length = String(body.byteLength);
  return {
    status,
    headers: { 'Content-Type': contentType, 'Content-Length': length, ...headers },
    body,
    transport: {},
  };
}

/** Whether a fault leaves the service out: it answers in its place, or the request never arrives. */
export function bypassesService(fault: Fault): boolean {
  const replaces = fault.status !== undefined || fault.body !== undefined || fault.bodyBase64 !== undefined;
  return fault.refuse === true || fault.resetBefore === true || (replaces && fault.acts !== true);
}

/** The answer that a fault makes of the ordinary one, which is undefined if the service did not act. */
export function applyFault(ordinary: StandinResponse | undefined, fault: Fault): StandinResponse {
  const base = ordinary ?? jsonResponse(200, {});
  const replacement = replaceBody(fault) ?? mergeBody(base, fault);
  const changed = replacement === undefined ? base : response(base.status, replacement.type, replacement.body);
  const kept = replacement === undefined ? {} : withoutEntityHeaders(base.headers);
  const encoding = fault.gzipZeros === undefined ? {} : { 'Content-Encoding': 'gzip' };
  const headers = new Map(Object.entries({ ...kept, ...changed.headers, ...encoding }));
  for (const [name, value] of Object.entries(fault.headers ?? {})) {
    for (const known of [...headers.keys()].filter((key) => key.toLowerCase() === name.toLowerCase()))
      headers.delete(known);

    if (value !== null) headers.set(name, value);
  }
  const status = fault.status ?? base.status;
  return { status, headers: Object.fromEntries(headers), body: changed.body, transport: fault };
}

function replaceBody(fault: Fault): { type: string; body: Uint8Array } | undefined {
  if (fault.gzipZeros !== undefined) return { type: 'image/jpeg', body: gzipSync(Buffer.alloc(fault.gzipZeros)) };

  if (fault.bodyBase64 !== undefined)
    return { type: 'application/octet-stream', body: Buffer.from(fault.bodyBase64, 'base64') };

  if (fault.body === undefined) return undefined;

  return typeof fault.body === 'string'
    ? { type: 'text/html; charset=utf-8', body: Buffer.from(fault.body) }
    : { type: 'application/json', body: Buffer.from(JSON.stringify(fault.body)) };
}

function mergeBody(base: StandinResponse, fault: Fault): { type: string; body: Uint8Array } | undefined {
  if (fault.merge === undefined) return undefined;

  const merged = merge(JSON.parse(Buffer.from(base.body).toString()), fault.merge);
  return { type: 'application/json', body: Buffer.from(JSON.stringify(merged)) };
}

function merge(base: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;

  const target = isRecord(base) ? base : {};
  return Object.fromEntries([
    ...Object.entries(target),
    ...Object.entries(patch).map(([name, value]) => [name, merge(target[name], value)] as const),
  ]);
}

/** Checksums and lengths of the old body would be one fault more than was asked for. */
function withoutEntityHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(content-|etag$)/i.test(name)));
}
