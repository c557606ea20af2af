import * as v from 'valibot';
import { ask, isRefusal, toRefusal } from './answer.ts';
import { pause } from './clock.ts';
import type { Connection, Context } from './context.ts';
import { BflError, isBflError } from './errors.ts';
import { backoffMs } from './schedule.ts';
import { checkPollingUrl, serviceUrl } from './service.ts';

const timeoutMs = 15_000;
const maxRetries = 2;
const retryBackoff = { firstMs: 500, factor: 2, maxMs: 2_000 };
const creditsAnswer = v.object({ credits: v.pipe(v.number(), v.finite()) });

/**
 * The credits that the key's account has left. Costs nothing.
 * @throws BflError `keyRefused`, `blocked`, `proxyRefused`, `certificate`; `notSent`, `unavailable` after retries;
 * another refusal; the reason of `signal`
 */
export async function getCredits(
  context: Context,
  connection: Connection,
  options: { readonly signal?: AbortSignal } = {},
): Promise<number> {
  for (let retries = 0; ; retries++) {
    try {
      return await askCredits(context, connection, options);
    } catch (error) {
      if (retries === maxRetries || !isBflError(error, 'notSent', 'unavailable')) throw error;

      context.log(`credits: ${error.message}`);
      await pause(context.clock, backoffMs(retryBackoff, retries, context.random), options.signal);
    }
  }
}

async function askCredits(
  context: Context,
  connection: Connection,
  options: { readonly signal?: AbortSignal },
): Promise<number> {
  const answer = await ask(context, connection, {
    ...options,
    method: 'GET',
    url: serviceUrl(connection.service, '/v1/credits'),
    timeoutMs,
    follow: (target) => checkPollingUrl(connection.service, target),
  });
  const { host, status, json } = answer;
  if (status >= 200 && status < 300 && v.is(creditsAnswer, json)) return json.credits;

  throw isRefusal(status) ? toRefusal(answer, connection) : new BflError('unavailable', { host, status });
}
