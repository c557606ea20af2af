import { normal, type Random } from './random.ts';

/** How long tasks take: log-normal, optionally with a share of tasks that wait in a queue first. */
export interface DurationDistribution {
  readonly medianMs: number;
  /** The standard deviation of the logarithm: 0 makes every task take `medianMs`. */
  readonly sigma: number;
  readonly queuedShare?: number;
  readonly queuedMs?: number;
}

export const durationPresets = {
  /** Long enough to watch the progress, short enough not to bore. */
  people: { medianMs: 5_000, sigma: 0.25 },
  tests: { medianMs: 150, sigma: 0.2 },
} as const satisfies Record<string, DurationDistribution>;

export type Durations = keyof typeof durationPresets | DurationDistribution;

/** Draws the duration of one task, in milliseconds. */
export function drawDurationMs(durations: Durations, random: Random): number {
  const distribution: DurationDistribution = typeof durations === 'string' ? durationPresets[durations] : durations;
  const { medianMs, sigma, queuedShare = 0, queuedMs = 0 } = distribution;
  const queued = random() < queuedShare ? queuedMs : 0;
  return Math.round(queued + medianMs * Math.exp(sigma * normal(random)));
}
