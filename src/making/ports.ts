import type { Client, DeliveredPicture, WaitProgress } from '../bfl/client.ts';
import type { Clock } from '../bfl/clock.ts';
import type { Service } from '../bfl/service.ts';
import type { HeldJob } from '../jobs/findLeft.ts';
import type { Job } from '../jobs/job.ts';
import type { Journal } from '../jobs/journal.ts';
import type { Leases } from '../jobs/leases/lease.ts';
import type { Link, Order } from '../jobs/order.ts';
import type { Slots } from '../jobs/slots.ts';
import type { Picture } from '../pictures/picture.ts';
import type { Outcome } from './outcome.ts';

/** Makes pictures, from an order to the preview. The view tells the user each outcome once. */
export interface PictureGenerator {
  /**
   * Makes a picture for each order. Writes all orders to the journal before it sends the first one. An error that would
   * stop all orders, such as `noCredits`, stops those not yet sent.
   * @throws {StorageError} the journal cannot be written; nothing was sent
   */
  generate(orders: readonly Order[]): Promise<readonly Outcome[]>;
  /**
   * Sends the prompt of an uncertain job again. If the answer to the first POST has come by now, it resumes the job
   * instead.
   * @throws {JobUnavailableError}
   */
  submitAgain(jobId: string): Promise<void>;
  /**
   * Resumes a job of the journal from its state. A job that was never sent is not sent, but offered to the user.
   * @throws {JobUnavailableError}
   */
  resume(jobId: string): Promise<void>;
  /** Sends a job that the user confirmed but that was not sent. @throws {JobUnavailableError} */
  send(jobId: string): Promise<void>;
  /** Resumes jobs that another window has left, from their state. */
  resumeLeft(jobs: readonly HeldJob[]): Promise<void>;
  /** Sends the queued jobs that the user confirmed in this window, and offers those that another window left. */
  resumeUnsent(jobs: readonly HeldJob[]): Promise<void>;
  /** Removes a job from the journal. @throws {JobUnavailableError} */
  dismiss(jobId: string): Promise<void>;
  /** The unfinished jobs that no window works on and that the user can handle in this window, oldest first. */
  listUnfinished(): Promise<readonly Job[]>;
  /** Whether this window works on the job now. */
  isAtWork(jobId: string): boolean;
  /** Whether the user confirmed the job in this window, so that this window may send it without asking again. */
  isAwaited(jobId: string): boolean;
  /** Whether an offer to send unsent jobs is on the screen. */
  isOffering(): boolean;
  /**
   * Whether this window has failed at the job and told the user, or could not remove it from the disk: the window must
   * not try it again by itself.
   */
  hasGivenUp(jobId: string): boolean;
}

/**
 * Everything that the picture generator needs from outside. No part depends on VS Code, so tests can run the generator
 * without an editor. Each implementation imports the interface of its port from here.
 */
export interface GeneratorParts {
  readonly client: Client;
  readonly keys: KeySource;
  readonly getWebhookSecret: () => Promise<string | undefined>;
  readonly journal: Journal;
  readonly leases: Leases;
  readonly slots: Slots;
  readonly knownDurations: KnownDurations;
  readonly log: Pick<Log, 'error'>;
  readonly view: JobView;
  /** Saves a picture as a new file. @param mayBeSaved whether an earlier try may already have saved it */
  readonly save: (image: DeliveredPicture, job: Job, mayBeSaved: boolean) => Promise<NonNullable<Job['saved']>>;
  /** Whether this window has opened the order's workspace folder; true if the order has none. */
  readonly belongsHere: (order: Order) => boolean;
  /**
   * Links a saved picture in its document.
   * @param mayBeLinked whether an earlier try may already have linked it
   * @returns false if the place of the link is gone
   */
  readonly link: (job: Job, place: TrackedPlace | undefined, mayBeLinked: boolean) => Promise<boolean>;
  /**
   * Resolves when the link would survive a reload of the window, with the document saved or not. Rejects when `signal`
   * aborts.
   */
  readonly untilLinkIsKept: (job: Job, place: TrackedPlace | undefined, signal: AbortSignal) => Promise<void>;
  /** Adds a saved picture to the history. Never rejects, because a failure there must not cost the picture. */
  readonly remember: (picture: Picture, isRescued: boolean) => Promise<void>;
  /** Shows a finished picture, as its order says. */
  readonly present: (picture: Picture, job: Job) => Promise<void>;
  readonly clock?: Clock;
}

/** Where API keys come from. */
export interface KeySource {
  /** The stored key, or else the one from the environment. */
  get(service: Service): Promise<string | undefined>;
  /**
   * Asks the user for a key, checks it with a free call to the service and stores it; undefined if the user closes the
   * box.
   */
  ask(service: Service): Promise<string | undefined>;
}

/** How long recent pictures took. The progress and the poll schedule use this. */
export interface KnownDurations {
  /** Durations in milliseconds from accepted to ready, the newest last. */
  get(this: void, model: string): readonly number[];
  add(this: void, model: string, durationMs: number): void;
}

/** The log for developers. */
export interface Log {
  readonly warn: (line: string) => void;
  readonly error: (line: string) => void;
}

/** A text or a cursor in a document, with the surrounding words by which it is found again after edits. */
export type Place = Required<Pick<Link, 'document' | 'offset' | 'anchor' | 'block' | 'alone'>>;

/** A place that is tracked through edits and renames of its document until it is disposed. */
export interface TrackedPlace {
  /** The URI of the document, also after it was moved. */
  readonly document: string;
  /** The offsets of the place in the open document; undefined if the place was deleted or cannot be found for sure. */
  readonly range: { readonly start: number; readonly end: number } | undefined;
  /** The current place, or the last known one. */
  readonly place: Place;
  /** Continues tracking in `document`, where the same file was found under another name. */
  moveTo(document: string): void;
  dispose(): void;
}

/** What a run is doing for a job now. */
export type Phase = 'queued' | 'sending' | 'sendingAgain' | 'busy' | WaitProgress | 'fetching' | 'saving' | 'ended';

export type Report = (phase: Phase) => void;

/** How the user sees running jobs. */
export interface JobView {
  /**
   * Shows one progress for all orders while `work` runs; `work` reports the phase of each order. Settles with
   * 'cancelled' as soon as the user cancels.
   */
  showProgress(
    orders: readonly Order[],
    work: (reports: readonly Report[], cancelled: AbortSignal) => Promise<void>,
  ): Promise<void | 'cancelled'>;
  /**
   * Tells the user the outcomes of orders that were given together, in as few messages as possible. Does not wait for
   * the user.
   */
  tell(this: void, outcomes: readonly Outcome[]): void;
  /** Tells the user that a cancelled picture may be billed and can be resumed; disposing takes the message back. */
  offerToResume(jobId: string, order: Order): { dispose(): void };
  /** Asks the user in one message, with the price, whether to send or dismiss jobs that were confirmed but not sent. */
  offerUnsent(jobs: readonly Job[]): Promise<'send' | 'dismiss' | undefined>;
  /** Starts to track the place of a link through edits. */
  trackPlace(link: Link): TrackedPlace;
}
