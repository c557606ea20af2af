import { createSimulatedClock, type SimulatedClock } from '../../support/simulatedClock.ts';

/** Time-outs of requests are longer than this, waits between requests are shorter. */
const shortMs = 5_000;

/**
 * A clock for tests with real sockets: waits between requests pass by themselves, time-outs stay until the test lets
 * time pass.
 */
export const createSocketClock = (): SimulatedClock =>
  createSimulatedClock({ passes: (ms) => ms <= shortMs, turns: 10 });
