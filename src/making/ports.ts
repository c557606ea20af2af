import type { Client, DeliveredPicture, WaitProgress } from '../bfl/client.ts';
import type { Clock } from '../bfl/clock.ts';
import type { Service } from '../bfl/service.ts';
import type { HeldJob } from '../jobs/findLeft.ts';
import type { Job, Order } from '../jobs/job.ts';
import type { Journal } from '../jobs/journal.ts';
import type { Leases } from '../jobs/leases/lease.ts';
import type { Slots } from '../jobs/slots.ts';
import type { Picture } from '../pictures/picture.ts';
import type { Outcome } from './outcome.ts';

/** Makes pictures: the whole line from an order to the preview. What comes of a picture is told once, through the view. */
export interface PictureGenerator {
  /**
   * Makes a picture for each order; what would stop all of them stops those not yet sent. All orders are written down
   * before the first one is sent.
   * @throws {StorageError} they cannot be written down: nothing was sent
   */
  generate(orders: readonly Order[]): Promise<readonly Outcome[]>;
  /**
   * Sends the prompt of an uncertain job once more, unless it is known by now that the first time was enough.
   * @throws {JobUnavailableError}
   */
  submitAgain(jobId: string): Promise<void>;
  /**
   * Goes on with a job of the journal from where it stands; one that was never sent is offered.
   * @throws {JobUnavailableError}
   */
  resume(jobId: string): Promise<void>;
  /** Sends the prompt of a job that was confirmed and not sent. @throws {JobUnavailableError} */
  send(jobId: string): Promise<void>;
  /** Goes on with jobs that another window has left, from where they stand. */
  resumeLeft(jobs: readonly HeldJob[]): Promise<void>;
  /** Goes on with what was confirmed in this window, and was not sent; what another one left is offered. */
  resumeUnsent(jobs: readonly HeldJob[]): Promise<void>;
  /** Forgets a job. @throws {JobUnavailableError} */
  dismiss(jobId: string): Promise<void>;
  /** The jobs that wait for a person here, the oldest first: nobody works on them, in no window. */
  listUnfinished(): Promise<readonly Job[]>;
  /** Whether this window works on a job just now. */
  isAtWork(jobId: string): boolean;
  /** Whether a job was confirmed in this window, and is to be sent by it. */
  isAwaited(jobId: string): boolean;
  /** Whether unsent jobs are being offered. */
  isOffering(): boolean;
  /** Whether this window has tried a job in vain and said so: it is not to be tried again unasked. */
  hasGivenUp(jobId: string): boolean;
}

/**
 * What the story asks of everything around it. Nothing here is the editor's, so that all of it can be played without
 * one. Whoever implements a port imports it from here.
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
  /** Saves a picture as a new file. @param mayBeSaved whether an earlier try may have done so already */
  readonly save: (image: DeliveredPicture, job: Job, mayBeSaved: boolean) => Promise<NonNullable<Job['saved']>>;
  /** Whether this window has the folder that an order is for. */
  readonly belongsHere: (order: Order) => boolean;
  /**
   * Links a saved picture in its document.
   * @param mayBeLinked whether an earlier try may have done so already
   * @returns false if the link's place is gone
   */
  readonly link: (job: Job, place: TrackedPlace | undefined, mayBeLinked: boolean) => Promise<boolean>;
  /** Resolves when the link of a picture outlives a reload of the window, saved or not. Rejects when `signal` aborts. */
  readonly untilLinkIsKept: (job: Job, place: TrackedPlace | undefined, signal: AbortSignal) => Promise<void>;
  /** Keeps what is known of a saved picture. Never rejects: a picture is worth more than its memory. */
  readonly remember: (picture: Picture) => Promise<void>;
  /** Shows a finished picture. @param rescued why it is not where it belongs, if it is not */
  readonly present: (picture: Picture, rescued: string | undefined) => Promise<void>;
  readonly clock?: Clock;
}

/** Where API keys come from. */
export interface KeySource {
  /** The stored key, else the one of the environment. */
  get(service: Service): Promise<string | undefined>;
  /** Asks for a key, checks it at the service for free and stores it; undefined if the box was dismissed. */
  ask(service: Service): Promise<string | undefined>;
}

/** How long pictures took lately: for the person who waits, and for the schedule of polls. */
export interface KnownDurations {
  /** In milliseconds, from accepted to ready, the newest last. */
  get(this: void, model: string): readonly number[];
  add(this: void, model: string, durationMs: number): void;
}

/** Where lines for a developer go. */
export interface Log {
  readonly warn: (line: string) => void;
  readonly error: (line: string) => void;
}

/** A text in a document, or a cursor, with the words that it is found again by. */
export type Place = Required<Pick<Link, 'document' | 'offset' | 'anchor' | 'block' | 'alone'>>;

type Link = NonNullable<Order['link']>;

/** A place that is followed through whatever happens to its document, until it is disposed. */
export interface TrackedPlace {
  /** The document, wherever it was moved to. */
  readonly document: string;
  /** Where the place is in the open document; undefined if it was deleted, or cannot be told for sure. */
  readonly range: { readonly start: number; readonly end: number } | undefined;
  /** The place as it is now, or as it was last seen. */
  readonly place: Place;
  /** Goes on in another document, where this one was found by its file. */
  moveTo(document: string): void;
  dispose(): void;
}

/** What happens with a job just now. */
export type Phase = 'queued' | 'sending' | 'sendingAgain' | 'busy' | WaitProgress | 'fetching' | 'saving' | 'ended';

export type Report = (phase: Phase) => void;

/** How jobs under way look to a person. */
export interface JobView {
  /**
   * Shows in one progress what is reported of orders while `work` goes on. Settles with 'cancelled' as soon as the
   * person wants it.
   */
  showProgress(
    orders: readonly Order[],
    work: (reports: readonly Report[], cancelled: AbortSignal) => Promise<void>,
  ): Promise<void | 'cancelled'>;
  /** Says, in as few messages as can be, what came of orders that were given together. Does not wait for the person. */
  tell(this: void, outcomes: readonly Outcome[]): void;
  /** Says that a picture that may be billed is not waited for any more; disposed, takes it back. */
  offerToResume(jobId: string, order: Order): { dispose(): void };
  /** Asks, in one message and with the price, what to do about pictures that were confirmed and not sent. */
  offerUnsent(jobs: readonly Job[]): Promise<'send' | 'dismiss' | undefined>;
  /** Follows the place of a link through edits. */
  trackPlace(link: Link): TrackedPlace;
}
