import {
  array,
  boolean,
  constant,
  constantFrom,
  double,
  integer,
  nat,
  oneof,
  record,
  tuple,
  uniqueArray,
} from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { faultMatrix } from './faultMatrix.ts';

/** What happens to windows and by people, besides the faults of the network and the service. */
export type Accident =
  | { readonly what: 'kill'; readonly window: number }
  | { readonly what: 'kill at a barrier'; readonly window: number; readonly barrier: number }
  | { readonly what: 'lose power'; readonly kept: number }
  | { readonly what: 'lose the window'; readonly window: number }
  | { readonly what: 'close the window'; readonly window: number }
  | { readonly what: 'freeze'; readonly window: number; readonly forMs: number }
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
  /** Whether the second window is on another machine, with the disk on the network. */
  readonly isApart: boolean;
  /** What the user does about pictures that were not sent. */
  readonly unsent: 'send' | 'dismiss' | undefined;
}

const maxJobs = 3;
const window = nat({ max: 1 });
const job = nat({ max: maxJobs - 1 });
/** A picture takes about 90 steps. */
const barrier = integer({ min: 1, max: 110 });
const accident: Arbitrary<Accident> = oneof(
  record({ what: constant('kill'), window }),
  // Twice, for this is where most can go wrong.
  record({ what: constant('kill at a barrier'), window, barrier }),
  record({ what: constant('kill at a barrier'), window, barrier }),
  record({ what: constant('lose power'), kept: double({ min: 0, max: 1, noNaN: true }) }),
  record({ what: constant('lose the window'), window }),
  record({ what: constant('close the window'), window }),
  record({ what: constant('freeze'), window, forMs: integer({ min: 1, max: 60_000 }) }),
  record({ what: constant('cancel'), job }),
  record({ what: constant('cancel at a barrier'), window, barrier }),
  record({ what: constant('resume'), job, window }),
  record({ what: constant('submit again'), job, window }),
  record({ what: constant('fill the disk'), forMs: integer({ min: 1, max: 20_000 }) }),
  record({ what: constant('change the key'), isTyped: boolean() }),
  record({ what: constant('sleep'), forMs: constantFrom(10_000, 3_600_000) }),
);
/** Most moments lie while the pictures are in the making, some exactly where a request or an answer arrives. */
const atMs = oneof(integer({ min: 0, max: 9_000 }), constantFrom(0, 50, 100, 5_100), integer({ min: 0, max: 80_000 }));

export const scenarios: Arbitrary<Scenario> = record({
  seed: nat({ max: 2 ** 31 - 1 }),
  jobs: array(record({ atMs: constantFrom(0, 0, 30, 2_000), window }), { minLength: 1, maxLength: maxJobs }),
  faults: uniqueArray(constantFrom(...Object.keys(faultMatrix)), { maxLength: 3 }),
  accidents: array(
    tuple(accident, atMs).map(([what, at]) => ({ ...what, atMs: at })),
    { maxLength: 4 },
  ),
  bothHaveFolder: boolean(),
  isApart: boolean(),
  unsent: constantFrom('send', 'dismiss', undefined),
});
