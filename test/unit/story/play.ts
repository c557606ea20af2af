import { isUnfinished } from '../../../src/jobs/job.ts';
import { faultMatrix } from './faultMatrix.ts';
import type { Accident, Scenario } from './scenario.ts';
import { openWindow, type StoryWindow } from './window.ts';
import { createWorld, orderOf, otherKey, type World } from './world.ts';

/** What is left when a scenario is over, all faults have ended, and every window was opened and asked once more. */
export interface Outcome {
  readonly world: World;
  readonly windows: readonly StoryWindow[];
  /** How often a picture was asked for with this prompt. */
  readonly intents: ReadonlyMap<string, number>;
  /** The prompts of which the user has cancelled a run. */
  readonly cancelled: ReadonlySet<string>;
  /** Times at which the disk was full, in milliseconds of the monotonic clock. */
  readonly fullDisk: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** What closed windows left behind. */
  readonly leftovers: readonly string[];
}

const reopenAfterMs = 1_000;
const bootMs = 40_000;
/** A lease whose owner cannot be checked is silent for so long before it is taken over. */
const leaseRunsOutMs = 31_000;
/** A POST in flight is not stopped: it may be paid for. It ends by itself in this time. */
const postEndsWithinMs = 61_000;

/** How each kind of accident happens. */
type Accidents = {
  readonly [What in Accident['what']]: (accident: Extract<Accident, { what: What }>) => void | Promise<void>;
};

export async function play(scenario: Scenario): Promise<Outcome> {
  const world = createWorld({ seed: scenario.seed, durations: { medianMs: 5_000, sigma: 0.3 }, isSavedAtOnce: false });
  const { clock, service, disk, key, disks, answer } = world;
  answer.unsent = scenario.unsent;
  const windows: StoryWindow[] = [];
  const current: StoryWindow[] = [];
  const intents = new Map<string, number>();
  const fullDisk: { fromMs: number; toMs: number }[] = [];
  const leftovers: string[] = [];
  const cancelled = new Set<string>();
  /** What happens at which barrier of the window at a place. */
  const atBarrier = new Map<string, () => void>();

  const hasFolder = (place: number) => place !== 1 || scenario.bothHaveFolder;

  async function open(place: number): Promise<void> {
    const window = await openWindow(world, {
      hasFolder: hasFolder(place),
      machine: place === 1 && scenario.isApart ? 'there' : 'here',
      onBarrier: (number) => {
        const happen = atBarrier.get(`${place} ${number}`);
        atBarrier.delete(`${place} ${number}`);
        happen?.();
      },
    });
    windows.push(window);
    current[place] = window;
    window.resumeLeft();
  }

  function reopen(place: number, afterMs = reopenAfterMs): void {
    void clock.sleep(afterMs).then(() => open(place));
  }

  function killAt(place: number): void {
    current[place]?.process.kill();
    reopen(place);
  }

  function generate(prompts: readonly string[], place: number): void {
    for (const prompt of prompts) intents.set(prompt, (intents.get(prompt) ?? 0) + 1);
    const orders = prompts.map((prompt) => orderOf(prompt, { timeoutSeconds: 60 }));
    void current[hasFolder(place) ? place : 0]?.generator.generate(orders);
  }

  function cancelIn(place: number, isMeant: (prompt: string) => boolean): void {
    for (const notification of current[place]?.view.notifications ?? []) {
      if (!notification.prompts.some(isMeant)) continue;
      for (const prompt of notification.prompts) cancelled.add(prompt);
      notification.cancel();
    }
  }

  async function find(job: number, window: StoryWindow) {
    return (await window.journal.list()).find(({ order }) => order.recipe.prompt === promptOf(job));
  }

  const accidents: Accidents = {
    kill: ({ window }) => killAt(window),
    'kill at a barrier': ({ window, barrier }) => {
      atBarrier.set(`${window} ${barrier}`, () => killAt(window));
    },
    'cancel at a barrier': ({ window, barrier }) => {
      atBarrier.set(`${window} ${barrier}`, () => cancelIn(window, () => true));
    },
    'lose power': ({ kept }) => {
      for (const { process } of windows) process.kill();
      const part = (most: number) => Math.floor(kept * most);
      disk.losePower({ names: part, bytes: part });
      for (const place of current.keys()) reopen(place, bootMs);
    },
    'lose the window': ({ window }) => {
      current[window]?.loseWindow();
      reopen(window);
    },
    'close the window': async ({ window }) => {
      const closed = current[window];
      if (!closed?.process.isAlive) return;
      reopen(window);
      await closed.dispose();
      await clock.sleep(postEndsWithinMs);
      const { process, view } = closed;
      const left = process.clock.sleepers() + world.ledger.openRequests(process) + view.trackedPlaces;
      if (process.isAlive && left > 0) leftovers.push(`${left} timers, requests and listeners after dispose`);
    },
    freeze: async ({ window, forMs }) => {
      const thaw = current[window]?.process.freeze();
      await clock.sleep(forMs);
      thaw?.();
    },
    cancel: ({ job }) => {
      for (const place of current.keys()) cancelIn(place, (prompt) => prompt === promptOf(job));
    },
    resume: async ({ job, window }) => {
      const from = current[window];
      const found = from?.process.isAlive && (await find(job, from));
      if (found && (isUnfinished(found) || from.view.offers.includes(found.id))) await from.generator.resume(found.id);
    },
    'submit again': async ({ job, window }) => {
      const from = current[window];
      const found = from?.process.isAlive && (await find(job, from));
      if (!found || found.state !== 'uncertain') return;
      intents.set(found.order.recipe.prompt, (intents.get(found.order.recipe.prompt) ?? 0) + 1);
      await from.generator.submitAgain(found.id);
    },
    'fill the disk': async ({ forMs }) => {
      const full = { fromMs: clock.monotonic(), toMs: Infinity };
      fullDisk.push(full);
      disks.isFull = true;
      await clock.sleep(forMs);
      disks.isFull = false;
      full.toMs = clock.monotonic();
    },
    'change the key': ({ isTyped }) => {
      key.stored = 'wrong';
      key.typed = isTyped ? otherKey : undefined;
    },
    sleep: ({ forMs }) => clock.jump(forMs),
  };

  service.faults.add(...scenario.faults.flatMap((name) => faultMatrix[name]?.rules ?? []));
  await Promise.all([open(0), open(1)]);
  for (const { atMs, window, prompts } of batchesOf(scenario))
    void clock.sleep(atMs).then(() => generate(prompts, window));

  for (const accident of scenario.accidents)
    void clock.sleep(accident.atMs).then(() => accidents[accident.what](accident as never));

  await clock.runOut();
  atBarrier.clear();
  // What was done from the list takes no offer back, wherever it is shown.
  if (scenario.accidents.every(({ what }) => what !== 'resume' && what !== 'submit again'))
    leftovers.push(...(await offersOfNothing(world, windows)));

  service.faults.clear();
  key.typed = otherKey;
  await clock.advance(leaseRunsOutMs);
  // The first resumes what is left, and may find that the key has to be asked for; the second what needed a restart.
  for (let round = 0; round < 2; round++) {
    const place = 2 + round;
    await open(place);
    await clock.runOut();
    const window = current[place];
    for (const job of (await window?.journal.list()) ?? [])
      if (isUnfinished(job)) void window?.generator.resume(job.id);

    await clock.runOut();
  }
  return { world, windows, intents, cancelled, fullDisk, leftovers };
}

interface Batch {
  readonly atMs: number;
  readonly window: number;
  readonly prompts: readonly string[];
}

/** What is asked for in a window at one time is asked for together. */
function batchesOf({ jobs }: Scenario): readonly Batch[] {
  const batches = new Map<string, Batch>();
  for (const [job, { atMs, window }] of jobs.entries()) {
    const key = `${window} ${atMs}`;
    batches.set(key, { atMs, window, prompts: [...(batches.get(key)?.prompts ?? []), promptOf(job)] });
  }
  return [...batches.values()];
}

function promptOf(job: number): string {
  return `picture ${job}`;
}

/** Offers to resume what is over. A window cannot know what another one has brought to its end. */
async function offersOfNothing({ ledger }: World, windows: readonly StoryWindow[]): Promise<readonly string[]> {
  const well = windows.filter(({ process, isLeft }) => process.isAlive && !isLeft);
  const jobs = (await well[0]?.journal.list()) ?? [];
  return well.flatMap(({ process, view }) =>
    view.offers
      .filter((id) => !jobs.some((job) => job.id === id))
      .filter((id) => !ledger.removed.some((removal) => removal.id === id && removal.process !== process))
      .map((id) => `an offer to resume ${id}, which is over`),
  );
}
