import { assert, asyncProperty } from 'fast-check';
import { seed } from '../fixedSeed.ts';
import { checkInvariants } from './invariants.ts';
import { play } from './play.ts';
import { scenarios } from './scenario.ts';

/** Some for whoever changes something, all of them in CI; FAULT_SEQUENCES for any other number. */
const numRuns = Number(process.env['FAULT_SEQUENCES'] ?? (process.env['CI'] === 'true' ? 10_000 : 300));

describe('F16 random faults, kills and restarts', () => {
  it(`hold the invariants in ${numRuns} sequences (FAULT_SEED=${seed})`, async function () {
    this.timeout(600_000);
    const property = asyncProperty(scenarios, async (scenario) => checkInvariants(scenario, await play(scenario)));
    await assert(property, { numRuns });
  });
});
