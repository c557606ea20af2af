import { createHmac, timingSafeEqual } from 'node:crypto';

/** How long a signed URL serves. */
export const signatureLifetimeMs = 10 * 60 * 1_000;

export interface Signer {
  /** The path and query of an image, signed until `now` + 10 minutes. */
  sign(path: string, now: number): string;
  /** Why a request for an image is refused, or undefined if it is not. */
  refuse(url: URL, now: number): 'signature' | 'expired' | undefined;
}

/** Signs URLs in the manner of Azure's shared access signatures. `mark` begins every signature, to be searched for. */
export function createSigner(secret: string, mark = ''): Signer {
  const signature = (path: string, expiry: string): string =>
    mark + createHmac('sha256', secret).update(`${path}\n${expiry}`).digest('base64');
  return {
    sign(path, now) {
      const se = new Date(now + signatureLifetimeMs).toISOString();
      const query: string = new URLSearchParams({
        se,
        sp: 'r',
        sv: '2024-11-04',
        sr: 'b',
        sig: signature(path, se),
      }).toString();
      return `${path}?${query}`;
    },
    refuse(url, now) {
      const se = url.searchParams.get('se') ?? '';
      const given = Buffer.from(url.searchParams.get('sig') ?? '');
      const expected = Buffer.from(signature(url.pathname, se));
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'signature';

      return now < Date.parse(se) ? undefined : 'expired';
    },
  };
}
