import { jsonResponse, type StandinResponse } from './responses.ts';

/**
 * What the service says to a key, before it looks at anything else; undefined if it takes the key.
 * Any key serves, but `wrong` (403), `malformed`, and what no key can be: short, or not printable ASCII (422).
 * `poor` belongs to an account without credits.
 */
export function refuseKey(key: string | undefined): StandinResponse | undefined {
  if (key === undefined || key === '' || key === 'wrong')
    return jsonResponse(403, { detail: 'Not authenticated - Invalid Authentication' });

  if (key === 'malformed' || !/^[\x21-\x7E]{3,}$/.test(key))
    return jsonResponse(422, { detail: 'Invalid API key format' });

  return undefined;
}
