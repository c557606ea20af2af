import * as fc from 'fast-check';
import { faultMatrix } from './faultMatrix.ts';

/** What happens to windows and by people, besides the faults of the network and the service. */
export type Accident =
  | { readonly what: 'kill'; readonly window: number }
  | { readonly what: 'kill at a barrier'; readonly window: number; readonly barrier: number }
  | { readonly what: 'lose power'; readonly kept: number }
  | { readonly what: 'lose the window'; readonly window: number }
  | { readonly what: 'close the window'; readonly window: number }
  | { readonly what: 'cancel'; readonly job: number }
  | { readonly what: 'cancel at a barrier'; readonly window: number; readonly barrier: number }
  | { readonly what: 'resume'; readonly job: number; readonly window: number }
  | { readonly what: 'submit again'; readonly job: number; readonly window: number }
  | { readonly what: 'fill the disk'; readonly forMs: number }
  | { readonly what: 'change the key'; readonly isTyped: boolean }
  | { readonly what: 'sleep'; readonly forMs: number };

export interface Scenario {
  readonly seed: number;
  /** When and in which window each picture is asked for. */
  readonly jobs: readonly { readonly atMs: number; readonly window: number }[];
  /** Names of the fault matrix. */
  readonly faults: readonly string[];
  readonly accidents: readonly (Accident & { readonly atMs: number })[];
  /** Whether the second window has the folder that the pictures are for. */
  readonly bothHaveFolder: boolean;
}

const window = fc.nat({ max: 1 });
const job = fc.nat({ max: 2 });
const accident: fc.Arbitrary<Accident> = fc.oneof(
  fc.record({ what: fc.constant('kill' as const), window }),
  fc.record({ what: fc.constant('kill at a barrier' as const), window, barrier: fc.integer({ min: 1, max: 110 }) }),
  fc.record({ what: fc.constant('kill at a barrier' as const), window, barrier: fc.integer({ min: 1, max: 110 }) }),
  fc.record({ what: fc.constant('lose power' as const), kept: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ what: fc.constant('lose the window' as const), window }),
  fc.record({ what: fc.constant('close the window' as const), window }),
  fc.record({ what: fc.constant('cancel' as const), job }),
  fc.record({ what: fc.constant('cancel at a barrier' as const), window, barrier: fc.integer({ min: 1, max: 110 }) }),
  fc.record({ what: fc.constant('resume' as const), job, window }),
  fc.record({ what: fc.constant('submit again' as const), job, window }),
  fc.record({ what: fc.constant('fill the disk' as const), forMs: fc.integer({ min: 1, max: 20_000 }) }),
  fc.record({ what: fc.constant('change the key' as const), isTyped: fc.boolean() }),
  fc.record({ what: fc.constant('sleep' as const), forMs: fc.constantFrom(10_000, 3_600_000) }),
);
/** Most moments lie while the pictures are in the making, some exactly where a request or an answer arrives. */
const atMs = fc.oneof(fc.integer({ min: 0, max: 9_000 }), fc.constantFrom(0, 50, 100, 5_100), fc.integer({ min: 0, max: 80_000 }));

export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.nat({ max: 2 ** 31 - 1 }),
  jobs: fc.array(fc.record({ atMs: fc.constantFrom(0, 0, 30, 2_000), window }), { minLength: 1, maxLength: 3 }),
  faults: fc.uniqueArray(fc.constantFrom(...Object.keys(faultMatrix)), { maxLength: 3 }),
  accidents: fc.array(fc.tuple(accident, atMs).map(([what, at]) => ({ ...what, atMs: at })), { maxLength: 4 }),
  bothHaveFolder: fc.boolean(),
});
