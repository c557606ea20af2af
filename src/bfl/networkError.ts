import { BflError } from './errors.ts';

/** Source: https://nodejs.org/api/tls.html#x509-certificate-error-codes, and Node's check of the host name. */
const certificateCodes: ReadonlySet<string> = new Set([
  'CERT_CHAIN_TOO_LONG',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'CRL_HAS_EXPIRED',
  'CRL_NOT_YET_VALID',
  'CRL_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Errors that only occur while a connection is made. */
const connectCodes: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED']);
/**
 * Like `connectCodes`, but only without `erroredSysCall`: that is how Node reports that all addresses of a host failed.
 */
const unreachableCodes: ReadonlySet<string> = new Set(['ENETUNREACH', 'EHOSTUNREACH']);

/**
 * Turns a network error into a BflError: `notSent` or `certificate` only if it is certain that nothing of the request
 * was sent, else `unavailable`.
 * @param isUnsent whether it is certain that nothing was sent, whatever the error says
 */
export function fromNetworkError(
  error: unknown,
  host: string,
  isUnsent: boolean,
): BflError<'notSent'> | BflError<'certificate'> | BflError<'unavailable'> {
  const code = textAt(error, 'code') ?? (error instanceof Error ? error.name : 'unknown');
  const syscall = textAt(error, 'erroredSysCall');
  if (certificateCodes.has(code)) return new BflError('certificate', { host, code });

  // The error is not kept as `cause`, because its message holds the whole URL, and so perhaps a signature.
  const isUnreachable = syscall === undefined && unreachableCodes.has(code);
  return isUnsent || syscall === 'connect' || syscall === 'getaddrinfo' || connectCodes.has(code) || isUnreachable
    ? new BflError('notSent', { host, code })
    : new BflError('unavailable', { host, code });
}

function textAt(value: unknown, name: string): string | undefined {
  const text: unknown = value instanceof Error ? Reflect.get(value, name) : undefined;
  return typeof text === 'string' ? text : undefined;
}
