// `npm run bench`: measures, prints each figure beside its target, and never fails; `npm run bench -- polling` measures
// one part. The tests assert, this does not: figures depend on the machine.

/** Each is loaded when it is run: the rivals are not needed for all. */
const parts: Readonly<Record<string, () => Promise<void>>> = {
  sizes: async () => (await import('./sizes.ts')).benchSizes(),
  activation: async () => (await import('./activation.ts')).benchActivation(),
  resumeLeft: async () => (await import('./resumeLeft.ts')).benchResumeLeft(),
  documents: async () => (await import('./documents.ts')).benchDocuments(),
  history: async () => (await import('./history.ts')).benchHistory(),
  faults: async () => (await import('./faults.ts')).benchFaults(),
  polling: async () => (await import('./polling.ts')).benchPolling(),
  makespan: async () => (await import('./makespan.ts')).benchMakespan(),
  line: async () => (await import('./line.ts')).benchLine(),
  memory: async () => (await import('./memory.ts')).benchMemory(),
  cancel: async () => (await import('./cancel.ts')).benchCancel(),
};

const names = process.argv.slice(2);
const unknown = names.find((name) => !(name in parts));
if (unknown !== undefined) console.error(`There is no part ${unknown}. Parts: ${Object.keys(parts).join(', ')}`);

for (const [name, bench] of Object.entries(parts)) {
  if (names.length === 0 || names.includes(name))
    await bench().catch((error: unknown) => console.error(`\n${name} could not be measured:`, error));
}
