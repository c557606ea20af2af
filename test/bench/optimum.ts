const stepMs = 20;
const horizonMs = 80_000;

interface Schedule {
  readonly delayMs: number;
  readonly polls: number;
}

/**
 * The least mean time from ready to seen that any schedule can reach with so many polls a task on average, if it knows
 * how long tasks take: the share that takes at most `ms` is `cdf(ms)`. A poll cannot start before the last one is
 * answered, and its answer is half a round trip old.
 */
export function leastDelayMs(cdf: (ms: number) => number, polls: number, roundTripMs: number): number {
  const cost = createCost(cdf);
  // The more a poll costs, the fewer are made. Between two costs lies a mixture of both schedules, on the convex hull.
  let many = cheapest(cost, 1, roundTripMs);
  let few = cheapest(cost, 60_000, roundTripMs);
  for (let [low, high] = [1, 60_000], round = 0; round < 24; round++) {
    const middle = Math.sqrt(low * high);
    const schedule = cheapest(cost, middle, roundTripMs);
    if (schedule.polls > polls) [low, many] = [middle, schedule];
    else [high, few] = [middle, schedule];
  }
  const share = many.polls === few.polls ? 0 : (polls - few.polls) / (many.polls - few.polls);
  return few.delayMs + share * (many.delayMs - few.delayMs) + roundTripMs / 2;
}

interface Cost {
  /** The share of tasks that take longer than so many steps. */
  running(step: number): number;
  /** The delay, over all tasks, of those that become ready after step `from` and are seen at step `to`. */
  delayMs(from: number, to: number): number;
}

function createCost(cdf: (ms: number) => number): Cost {
  const steps = horizonMs / stepMs;
  const done = Float64Array.from({ length: steps + 1 }, (_, step) => (step === steps ? 1 : cdf(step * stepMs)));
  const momentMs = new Float64Array(steps + 1);
  for (let step = 1; step <= steps; step++) {
    const share = (done[step] ?? 0) - (done[step - 1] ?? 0);
    momentMs[step] = (momentMs[step - 1] ?? 0) + share * (step - 0.5) * stepMs;
  }
  return {
    running: (step) => 1 - (done[step] ?? 1),
    delayMs: (from, to) =>
      to * stepMs * ((done[to] ?? 1) - (done[from] ?? 1)) - ((momentMs[to] ?? 0) - (momentMs[from] ?? 0)),
  };
}

/** The schedule with the least delay plus cost of polls, by dynamic programming from the horizon back. */
function cheapest(cost: Cost, pollCostMs: number, roundTripMs: number): Schedule {
  const steps = horizonMs / stepMs;
  const least = new Float64Array(steps + 1);
  const next = new Int32Array(steps + 1);
  for (let from = steps - 1; from >= 0; from--) {
    let best = Infinity;
    const start = Math.min(steps, from + Math.max(1, Math.round(roundTripMs / stepMs)));
    for (let to = start; to <= steps; to++) {
      const soFar = pollCostMs * cost.running(from) + cost.delayMs(from, to);
      if (soFar >= best) break; // and later would only be more

      if (soFar + (least[to] ?? 0) < best) {
        best = soFar + (least[to] ?? 0);
        next[from] = to;
      }
    }
    least[from] = best;
  }
  let [delayMs, polls] = [0, 0];
  for (let from = 0; from < steps; from = next[from] ?? steps) {
    polls += cost.running(from);
    delayMs += cost.delayMs(from, next[from] ?? steps);
  }
  return { delayMs, polls };
}
