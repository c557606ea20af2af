import { readFileSync, rmSync, writeFileSync } from 'node:fs';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
}

/** Has the counts of a test run written to the file named by `TEST_COUNTS`, for the process that started it. */
export function writeTestCounts(runner: Mocha.Runner): void {
  const file = process.env['TEST_COUNTS'];
  if (file) {
    runner.once('end', () => {
      const counts: TestCounts = { passed: runner.stats?.passes ?? 0, failed: runner.stats?.failures ?? 0 };
      writeFileSync(file, JSON.stringify(counts));
    });
  }
}

/** Takes the counts that a test run left in `file`; none if it did not come to its end. */
export function takeTestCounts(file: string): TestCounts | undefined {
  try {
    const counts: TestCounts = JSON.parse(readFileSync(file, 'utf8'));
    return counts;
  } catch {
    return undefined;
  } finally {
    rmSync(file, { force: true });
  }
}

export function addTestCounts(a: TestCounts, b: TestCounts): TestCounts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed };
}
