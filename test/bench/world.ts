import type { Clock } from '../../src/bfl/clock.ts';
import { createStandinFetch, type StandinFetch, type StandinFetchOptions } from '../standin/fetch.ts';
import { createRandom } from '../standin/random.ts';
import { createStandinService, type StandinService } from '../standin/service.ts';
import { createSimulatedClock } from '../support/simulatedClock.ts';
import { createImage } from '../unit/bfl/images.ts';
import type { Width } from './widths.ts';

export const apiOrigin = 'https://api.bfl.ai';
/** What every task makes. */
export const image = createImage('jpeg');
export const meanRoundTripMs = 140;
const roundTripSpreadMs = 120;

/** The stand-in behind a network with round trips of 80 to 200 ms, on a simulated clock. */
export interface World {
  readonly clock: Clock;
  readonly service: StandinService;
  readonly fetch: StandinFetch;
  /** From ready at the service to the answer that says so, for each task seen, in the order of seeing. */
  readonly delaysMs: readonly number[];
}

export function createWorld(width: Width, seed: number, onStranger?: StandinFetchOptions['onStranger']): World {
  const clock = createSimulatedClock({ passes: () => true });
  const random = createRandom(seed);
  const networkRandom = createRandom(seed + 1);
  const origins = { polling: 'https://api.us2.bfl.ai', delivery: 'https://delivery-us1.bfl.ai' };
  const service = createStandinService({ clock, origins, seed, credits: Infinity, draw: async () => image });
  const standinFetch = createStandinFetch({
    clock,
    origins,
    apiOrigins: [apiOrigin],
    roundTripMs: () => meanRoundTripMs + roundTripSpreadMs * (networkRandom() - 0.5),
    service: {
      ...service,
      handle: (request) => {
        // The stand-in knows fewer distributions; it reads this one's draw before anything else can happen.
        service.setDurations({ medianMs: request.method === 'POST' ? width.draw(random) : 0, sigma: 0 });
        return service.handle(request);
      },
    },
    ...(onStranger === undefined ? {} : { onStranger }),
  });
  const delaysMs: number[] = [];
  const seen = new Set<string>();
  return {
    clock,
    service,
    delaysMs,
    fetch: async (url, init) => {
      const response = await standinFetch(url, init);
      const id = new URL(url).searchParams.get('id');
      const task = id === null || seen.has(id) ? undefined : service.tasks.findLast((candidate) => candidate.id === id);
      if (task?.firstSeenReadyAt !== undefined) {
        seen.add(task.id);
        delaysMs.push(clock.now() - task.readyAt);
      }
      return response;
    },
  };
}
