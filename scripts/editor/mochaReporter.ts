import Mocha from 'mocha';
import { writeTestCounts } from './testCounts.ts';

/** Mocha's `spec`, which also leaves its counts to `scripts/test.ts`. */
export default class CountingSpec extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    writeTestCounts(runner);
  }
}
