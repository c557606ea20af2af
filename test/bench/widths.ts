import { normal, type Random } from '../standin/random.ts';

/** How long tasks take in one part of the bench. */
export interface Width {
  readonly name: string;
  /** The duration of one task. */
  readonly draw: (random: Random) => number;
  /** The share of tasks that take at most so long. */
  readonly cdf: (ms: number) => number;
}

export const medianMs = 7_000;
const queuedShare = 0.15;
const minQueuedMs = 10_000;
const maxQueuedMs = 30_000;

/** Log-normal durations of three widths, and of the middle one with a share of tasks that wait in a queue first. */
export const widths: readonly Width[] = [logNormal(0.2), logNormal(0.35), logNormal(0.5), queued(logNormal(0.35))];

function logNormal(sigma: number): Width {
  return {
    name: `σ ${sigma}`,
    draw: (random) => medianMs * Math.exp(sigma * normal(random)),
    cdf: (ms) => (ms <= 0 ? 0 : normalCdf(Math.log(ms / medianMs) / sigma)),
  };
}

function queued(width: Width): Width {
  const spreadMs = maxQueuedMs - minQueuedMs;
  const steps = 50;
  const delays = Array.from({ length: steps }, (_, step) => minQueuedMs + (spreadMs * (step + 0.5)) / steps);
  return {
    name: `${width.name}, 15 % queued`,
    draw: (random) => width.draw(random) + (random() < queuedShare ? minQueuedMs + spreadMs * random() : 0),
    cdf: (ms) => {
      const late = delays.reduce((sum, delay) => sum + width.cdf(ms - delay), 0) / steps;
      return (1 - queuedShare) * width.cdf(ms) + queuedShare * late;
    },
  };
}

/** Abramowitz and Stegun, 7.1.26; the error is below 2e-7. */
function normalCdf(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2);
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = (series * Math.exp((-x * x) / 2)) / 2;
  return x < 0 ? tail : 1 - tail;
}
