import { BflError } from './bfl/errors.ts';
import { JobUnavailableError } from './jobs/errors.ts';
import type { HeldJob } from './jobs/findLeft.ts';
import { isUnfinished, type Job } from './jobs/job.ts';
import { isJobId } from './jobs/journal.ts';
import type { Lease } from './jobs/leases/lease.ts';
import type { Order } from './jobs/order.ts';
import { createConnections } from './making/connect.ts';
import { insureJournal } from './making/insuredJournal.ts';
import { createUnsentOffers } from './making/offerUnsent.ts';
import type { Outcome } from './making/outcome.ts';
import type { GeneratorParts, PictureGenerator } from './making/ports.ts';
import { createJobRunner } from './making/run.ts';
import { createSender } from './making/sendOrders.ts';
import * as steps from './making/steps.ts';

export function createPictureGenerator(parts: GeneratorParts): PictureGenerator {
  const { leases, slots, log, view, belongsHere } = parts;
  const journal = insureJournal(parts.journal, log.error);
  const runner = createJobRunner(journal, view);
  const { connect, reconnect } = createConnections(parts.keys);
  const tools: steps.Tools = { ...parts, journal, reconnect };
  const offers = createUnsentOffers(journal, view, { send: sendThese, dismiss });
  const sender = createSender(tools, runner, connect);

  async function generate(orders: readonly Order[], onAccepted?: () => Promise<void>): Promise<readonly Outcome[]> {
    return sender.send(await sender.writeDown(orders), sender.forget, onAccepted);
  }

  /**
   * Acquires the job's lease and reads the job.
   * @throws {JobUnavailableError} another run or window works on the job, or the journal does not have it
   */
  async function hold(id: string): Promise<HeldJob> {
    if (!isJobId(id)) throw new JobUnavailableError('noId');
    if (runner.isShown(id)) throw new JobUnavailableError('busy');
    await runner.prepareToResume(id);
    const lease = (await offers.take(id)) ?? (await leases.acquire(id));
    if (!lease) throw new JobUnavailableError('busy');
    return read(id, lease);
  }

  async function read(id: string, lease: Lease): Promise<HeldJob> {
    let isOver = false;
    try {
      const job = await journal.get(id);
      if (job) return { job, lease };
      isOver = true;
      throw new JobUnavailableError('gone');
    } catch (error) {
      await lease.release(isOver);
      throw error;
    }
  }

  async function sendThese(ids: readonly string[]): Promise<void> {
    const results = await Promise.allSettled(ids.map(hold));
    const held = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const [unsent, others] = divide(held, ({ job }) => job.state === 'queued');
    await Promise.all(others.map(({ lease }) => lease.release()));
    await sender.send(unsent, offers.putBack);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    if (others.length > 0) throw new JobUnavailableError('gone');
  }

  async function resumeUnsent(jobs: readonly HeldJob[]): Promise<void> {
    const [mine, others] = divide(jobs, ({ job }) => sender.isAwaited(job.id));
    const offering = others.length > 0 ? offers.offer(others) : undefined;
    await Promise.all([sender.send(mine, offers.putBack), offering]);
  }

  async function resume(id: string): Promise<void> {
    const held = await hold(id);
    await (held.job.state === 'queued' ? offers.offer([held]) : resumeHeld([held]));
  }

  async function resumeLeft(jobs: readonly HeldJob[]): Promise<void> {
    await Promise.all(jobs.map(({ job }) => runner.prepareToResume(job.id)));
    await resumeHeld(jobs);
  }

  async function resumeHeld(jobs: readonly HeldJob[]): Promise<void> {
    await runner.run(jobs, async (run) => {
      const found = run.job;
      // The window that recorded this failure was closed before it could tell the user.
      if (found.failure) throw new BflError(found.failure.kind, found.failure.data as never);
      const state = found.state === 'cancelled' ? (found.saved ? 'saved' : 'accepted') : found.state;
      const isStopped = found.state === 'cancelled' || found.isTold === true;
      const job = isStopped ? await steps.step(tools, run, found, { state, isTold: false }) : found;
      if (job.saved) return steps.finish(tools, job, run, true);
      const connection = await connect(job.order);
      if (!connection) throw new DOMException('No key was given.', 'AbortError');
      const slot = slots.occupy(job.order.recipe.model);
      await steps.complete(tools, { accepted: job, slot }, run, connection, true);
    });
  }

  async function submitAgain(id: string): Promise<void> {
    const held = await hold(id);
    // The answer to the first POST has come meanwhile, so nothing is sent again.
    if (held.job.state !== 'uncertain') return resumeHeld([held]);
    try {
      await generate([held.job.order], () => replace(held));
    } finally {
      await held.lease.release();
    }
  }

  /**
   * Removes an uncertain job that was sent again, unless the answer to its first POST has come meanwhile. Never
   * rejects.
   */
  async function replace({ job: { id }, lease }: HeldJob): Promise<void> {
    const job = await journal.get(id).catch(() => undefined);
    if (job?.state !== 'uncertain' || !(await lease.isHeld())) return;
    await journal.remove(id);
    await lease.release(true);
  }

  async function dismiss(id: string): Promise<void> {
    await sender.forget([await hold(id)]);
  }

  async function listUnfinished(): Promise<readonly Job[]> {
    const [jobs, taken] = await Promise.all([parts.journal.list(), leases.taken()]);
    const isBusy = ({ id }: Job) => runner.isAtWork(id) || (taken.has(id) && !offers.has(id));
    const needsFolder = ({ state, saved }: Job) => state === 'queued' || saved !== undefined;
    return jobs
      .filter((job) => isUnfinished(job) || job.state === 'queued' || job.state === 'uncertain')
      .filter((job) => !isBusy(job) && !journal.isOver(job.id))
      .filter((job) => belongsHere(job.order) || !needsFolder(job));
  }

  return {
    generate: (orders) => generate(orders),
    submitAgain,
    resume,
    send: (id) => sendThese([id]),
    resumeLeft,
    resumeUnsent,
    dismiss,
    listUnfinished,
    isAtWork: runner.isAtWork,
    isAwaited: sender.isAwaited,
    isOffering: offers.isOpen,
    hasGivenUp: (id) => runner.hasGivenUp(id) || journal.isOver(id),
  };
}

function divide<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}
