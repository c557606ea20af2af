// `npm test`: all layers, or one: `npm test -- unit`. Ends with the line "N passed, N failed".
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkCanaries } from './editor/canary.ts';
import { runHostTests } from './editor/hostTests.ts';
import { installEditor } from './editor/install.ts';
import { projectPath } from './editor/paths.ts';
import { run } from './editor/run.ts';
import { takeTestCounts, type TestCounts } from './editor/testCounts.ts';

interface Layer {
  readonly name: string;
  readonly run: () => Promise<TestCounts>;
}

const layers: readonly Layer[] = [
  { name: 'types', run: () => check('check-types') },
  { name: 'lint', run: () => check('lint') },
  { name: 'package', run: () => check('package') },
  { name: 'unit', run: () => runMocha() },
  { name: 'host newest', run: () => runHostTests('newest') },
  { name: 'host oldest', run: () => runHostTests('oldest') },
  { name: 'window', run: () => runMocha('--config', 'test/window/.mocharc.json') },
  { name: 'canary', run: async () => checkCanaries([projectPath('out/logs')]) },
];

/** What a layer alone needs first: the built extension. */
const needsPackage = ['unit', 'host', 'window'];

async function check(script: string): Promise<TestCounts> {
  const succeeded = await run('npm', ['run', '--silent', script], { quiet: true });
  return succeeded ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function runMocha(...args: readonly string[]): Promise<TestCounts> {
  const countsFile = join(tmpdir(), `flux-kontext-counts-${process.pid}.json`);
  const succeeded = await run('mocha', ['--reporter', 'scripts/editor/mochaReporter.ts', ...args], {
    env: { TEST_COUNTS: countsFile },
  });
  const counts = takeTestCounts(countsFile);
  if (counts === undefined || (!succeeded && counts.failed === 0)) throw new Error('mocha did not run to its end');

  return counts;
}

/** Runs a layer, whatever happens in it. A layer that ran no test has failed. */
async function runLayer(layer: Layer): Promise<TestCounts> {
  const startedAt = performance.now();
  const counts = await layer.run().catch((error: unknown): TestCounts => {
    console.error(error);
    return { passed: 0, failed: 1 };
  });
  const { passed, failed } = counts.passed + counts.failed === 0 ? { passed: 0, failed: 1 } : counts;
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(`${failed === 0 ? '✔' : '✘'} ${layer.name}: ${passed} of ${passed + failed} in ${seconds} s`);
  return { passed, failed };
}

function chosenLayers(name: string | undefined): readonly Layer[] {
  if (name === undefined) return layers;

  const chosen = layers.filter((layer) => layer.name === name || layer.name.startsWith(`${name} `));
  if (chosen.length === 0)
    throw new Error(`No layer "${name}": choose of ${layers.map((layer) => layer.name).join(', ')}`);

  return needsPackage.some((start) => name.startsWith(start))
    ? [...layers.filter((layer) => layer.name === 'package'), ...chosen]
    : chosen;
}

const chosen = chosenLayers(process.argv[2]);
if (chosen.some((layer) => layer.name.startsWith('host'))) {
  // Fetched while the first layers run; a failure is told by the layer that needs it.
  void Promise.allSettled([installEditor('newest'), installEditor('oldest')]);
}
let passed = 0;
let failed = 0;
for (const layer of chosen) {
  // One after the other: two cores are busy enough with what each starts; the windows take turns at waiting in pairs.
  const counts = await runLayer(layer);
  passed += counts.passed;
  failed += counts.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
