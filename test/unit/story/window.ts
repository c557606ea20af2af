import assert from 'node:assert/strict';
import { createClient, type Client } from '../../../src/bfl/client.ts';
import { createPictureGenerator } from '../../../src/generateImage.ts';
import type { JobState } from '../../../src/jobs/job.ts';
import { openJournal, type Journal } from '../../../src/jobs/journal.ts';
import { createLeases, type Leases } from '../../../src/jobs/leases/lease.ts';
import type { Order } from '../../../src/jobs/order.ts';
import { createSlots } from '../../../src/jobs/slots.ts';
import type { PictureGenerator } from '../../../src/making/ports.ts';
import { createResumeLeft } from '../../../src/making/resumeLeft.ts';
import { openHistory } from '../../../src/pictures/history.ts';
import { createRandom } from '../../standin/random.ts';
import { systemError } from '../jobs/crashFs.ts';
import type { Ledger } from './ledger.ts';
import { createProcess, lookFrom, never, type OnBarrier, type SimulatedProcess } from './process.ts';
import { createView, type FakeView } from './view.ts';
import { orderOf, type World } from './world.ts';

/** The story as the commands see it. */
type Commands = Omit<PictureGenerator, 'generate'> & { generate(orders: readonly Order[]): Promise<void> };

/** A window with the real story in it; only the editor, the disk, the network and the time are not real. */
export interface StoryWindow {
  readonly process: SimulatedProcess;
  readonly generator: Commands;
  readonly journal: Journal;
  readonly leases: Leases;
  readonly view: FakeView;
  readonly log: readonly string[];
  /** What the start of the extension does. */
  resumeLeft(): void;
  /** Whether it was closed, or its page is gone: then its host works on nothing any more. */
  readonly isLeft: boolean;
  /** The page is closed, its host lives on: what needs the window never settles, nor does any new request. Edits of the last second are lost. */
  loseWindow(): void;
  /** The window closes in good order. */
  dispose(): Promise<void>;
}

/** A window with one uncertain job: its POST was cut before it was taken, or after, so that only its answer is lost. */
export async function leaveUncertain(
  world: World,
  cut: { readonly resetBefore: true } | { readonly resetAfterBody: true },
): Promise<{ readonly window: StoryWindow; readonly id: string }> {
  world.service.faults.add({ on: 'submit', do: cut });
  const window = await openWindow(world);
  await world.clock.run(window.generator.generate([orderOf('a cat')]));
  const [job] = await window.journal.list();
  assert.equal(job?.state, 'uncertain');
  return { window, id: job.id };
}

export interface WindowOptions {
  readonly onBarrier?: OnBarrier;
  /** Whether the window has the folder of the orders. */
  readonly hasFolder?: boolean;
  readonly maxConcurrent?: number;
  readonly machine?: string;
}

/** Where the jobs of the journal stand, the oldest first. */
export async function states({ journal }: Pick<StoryWindow, 'journal'>): Promise<readonly JobState[]> {
  return (await journal.list()).map(({ state }) => state);
}

/** VS Code has backed up an unsaved document by then; one that was edited so short before a reload is lost. */
const keptAfterMs = 2_000;
const backedUpAfterMs = 1_000;

/** How long the user takes to type a key. */
const typingMs = 1_500;

export async function openWindow(world: World, options: WindowOptions = {}): Promise<StoryWindow> {
  const { clock, disk, pictures, links, ledger, key, answer, disks, processes, isSavedAtOnce } = world;
  const process = createProcess(processes.length + 1, options.machine ?? 'here', clock, options.onBarrier);
  processes.push(process);
  const { barrier } = process;
  const view = createView(process, async () => {
    await clock.sleep(answer.afterMs);
    await ask();
    return answer.unsent;
  });
  const log: string[] = [];
  const linkedAt = new Map<string, number>();
  const openedAt = process.clock.now();
  const write = (line: string) => void log.push(line);
  let isWindowGone = false;
  let isDisposed = false;
  /** A question to the window, which a window that is gone never answers. */
  const ask = async (): Promise<void> => (isWindowGone ? never() : barrier());

  const fs = disk.mount(async ({ name, path }) => {
    await barrier();
    if (disks.isFull && (name === 'write' || name === 'mkdir' || (name === 'open' && path.endsWith('.tmp'))))
      throw systemError('ENOSPC');
  });
  const fetch = world.fetchFrom(process);
  const client = createClient({
    fetch: async (...request) => (isWindowGone ? never() : fetch(...request)),
    log: write,
    clock: process.clock,
    random: createRandom(process.pid),
  });
  const opened = await openJournal('/jobs', { fs, now: () => clock.now(), log: write });
  const journal: Journal = {
    ...opened,
    async remove(id) {
      await opened.remove(id);
      ledger.removed.push({ id, process });
    },
  };
  const leases = createLeases('/jobs', {
    fs,
    now: () => clock.now(),
    sleep: (ms, signal) => process.clock.sleep(ms, signal),
    processes: lookFrom(process, processes),
    windowAnswers: () => (isWindowGone ? never() : Promise.resolve(true)),
    log: write,
  });
  const history = openHistory('/history', { fs, shared: () => [], limit: () => 10_000, log: write });
  const belongsHere = () => options.hasFolder ?? true;

  const story = createPictureGenerator({
    client: withLedger(client, ledger, process),
    keys: {
      async get() {
        await ask();
        return key.stored;
      },
      async ask() {
        await ask();
        await process.clock.sleep(typingMs);
        key.asked++;
        key.stored = key.typed ?? key.stored;
        return key.typed;
      },
    },
    getWebhookSecret: async () => undefined,
    journal,
    leases,
    slots: createSlots(() => options.maxConcurrent ?? 6),
    knownDurations: { get: () => [], add: () => undefined },
    log: { error: write },
    view,
    save: (image, _job, mayBeSaved) => pictures.save(barrier, image, mayBeSaved),
    belongsHere,
    async link({ saved }, _place, mayBeLinked) {
      await ask();
      if (saved && !(mayBeLinked && links.includes(saved.uri))) {
        links.push(saved.uri);
        linkedAt.set(saved.uri, process.clock.monotonic());
      }
      await ask();
      return true;
    },
    untilLinkIsKept: async (_job, _place, signal) => {
      if (!isSavedAtOnce) await process.clock.sleep(keptAfterMs, signal);
      await ask();
    },
    remember: (picture) => history.add(picture).catch((error: unknown) => write(`Not remembered: ${String(error)}`)),
    async present(picture, { order }) {
      await ask();
      ledger.presented.push({ picture, order, process });
      await ask();
    },
    clock: process.clock,
  });

  const generator = withErrorsShown(story, view);
  const resumeLeft = createResumeLeft({
    journal,
    leases,
    generator: story,
    belongsHere,
    tell: view.tell,
    showError: view.showError,
    now: () => process.clock.now(),
    openedAt,
    log: { warn: write },
  });
  const isClosed = new AbortController();
  return {
    process,
    generator,
    journal,
    leases,
    view,
    log,
    resumeLeft() {
      const look = async (): Promise<void> => {
        if (!(await resumeLeft())) return;
        await process.clock.sleep(10_000, isClosed.signal);
        await look();
      };
      look().catch((error: unknown) => {
        if (!isClosed.signal.aborted) write(`Unfinished pictures: ${String(error)}`);
      });
    },
    get isLeft() {
      return isWindowGone || isDisposed;
    },
    loseWindow() {
      isWindowGone = true;
      for (const [uri, atMs] of linkedAt)
        if (!isSavedAtOnce && process.clock.monotonic() - atMs < backedUpAfterMs) links.splice(links.indexOf(uri), 1);
    },
    async dispose() {
      isDisposed = true;
      isClosed.abort();
      await leases.dispose();
    },
  };
}

/** What the commands call: an error that no picture ended with is shown at the edge. */
function withErrorsShown(story: PictureGenerator, { showError }: FakeView): Commands {
  return {
    ...story,
    generate: (orders) => story.generate(orders).then(() => undefined, showError),
    submitAgain: (id) => story.submitAgain(id).catch(showError),
    resume: (id) => story.resume(id).catch(showError),
    send: (id) => story.send(id).catch(showError),
    dismiss: (id) => story.dismiss(id).catch(showError),
  };
}

function withLedger(client: Client, ledger: Ledger, process: SimulatedProcess): Client {
  return {
    ...client,
    async submit(...call) {
      const task = await client.submit(...call);
      ledger.hear(process, task);
      return task;
    },
    async wait(connection, task, options) {
      if (options.signal) ledger.signals.set(options.signal, process);
      return client.wait(connection, task, options);
    },
  };
}
