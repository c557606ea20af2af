import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { canariesIn } from '../../../scripts/editor/canary.ts';
import { verdicts } from '../../../src/jobs/job.ts';
import { openHistory } from '../../../src/pictures/history.ts';
import type { Task } from '../../standin/tasks.ts';
import { faultMatrix, type Loss } from './faultMatrix.ts';
import { oldPicture, uriOf } from './pictures.ts';
import type { Outcome } from './play.ts';
import type { Scenario } from './scenario.ts';
import type { StoryWindow } from './window.ts';

/** A write that failed is tried again with each poll, whose time-out is the longest time between two. */
const writtenWithinMs = 21_000;

/** What must hold whatever has happened. */
export async function checkInvariants(scenario: Scenario, outcome: Outcome): Promise<void> {
  nothingIsBoughtTwice(outcome);
  await noOrderIsForgotten(scenario, outcome);
  await everyAcceptedTaskEnds(scenario, outcome);
  await noFileIsOverwrittenOrCut(outcome);
  await everyPictureIsShownOnce(outcome);
  await everyPictureIsRemembered(outcome);
  secretsStayWhereTheyBelong(outcome);
  nothingIsLeftBehind(outcome);
}

function nothingIsBoughtTwice({ world, intents }: Outcome): void {
  for (const [prompt, count] of intents) {
    const posts = world.ledger.posts.filter((post) => post.prompt === prompt);
    const mayBePaid = posts.filter(({ outcome: answer }) => answer !== 'not sent' && answer !== 'refused');
    assert.ok(mayBePaid.length <= count, `${prompt}: asked for ${count} times, may be paid ${mayBePaid.length} times`);
  }
}

/** What was confirmed is made, listed, cancelled or dismissed, or somebody was told why not, unless its window was gone. */
async function noOrderIsForgotten({ unsent }: Scenario, outcome: Outcome): Promise<void> {
  const { world, windows, intents, cancelled } = outcome;
  if (!windows.every(isWell) || windows.some(({ view }) => view.errors.length > 0)) return;
  const jobs = (await windows.at(-1)?.journal.list()) ?? [];
  const dismissed = windows.flatMap(({ view }) => (unsent === 'dismiss' ? view.unsentOffers.flat() : []));
  const known = [...jobs, ...dismissed].map(({ order }) => order.recipe.prompt).concat(...cancelled);
  for (const prompt of intents.keys()) {
    const isMade = world.service.tasks.some((task) => task.prompt === prompt);
    assert.ok(isMade || known.includes(prompt), `${prompt} was confirmed, and nothing came of it`);
  }
}

async function everyAcceptedTaskEnds(scenario: Scenario, outcome: Outcome): Promise<void> {
  const { world, windows, intents, cancelled } = outcome;
  const losses = lossesIn(scenario);
  const jobs = (await windows.at(-1)?.journal.list()) ?? [];
  for (const {
    id,
    state,
    order: {
      recipe: { prompt },
    },
  } of jobs) {
    if (state === 'queued') {
      // Confirmed, provably not sent, and a person knows.
      const isOffered = windows.some(({ view }) => view.unsentOffers.flat().some((offered) => offered.id === id));
      assert.ok(isOffered, `${prompt} was not sent, and is not offered`);
      continue;
    }
    assert.equal(state, 'uncertain', `${prompt} is ${state} for ever`);
    const isSent = world.ledger.posts.some((post) => post.prompt === prompt && post.outcome !== 'not sent');
    assert.ok(isSent || !windows.every(isWell), `${prompt} is uncertain, but was never sent`);
  }
  let lost = 0;
  for (const task of world.service.tasks) {
    const path = await pathOf(outcome, task);
    if (path !== undefined) continue;
    if (lossesOf(task).some((loss) => losses.has(loss))) {
      if (!mayBeUncertain(outcome, task) && !cancelled.has(task.prompt)) lost++;
      continue;
    }
    assert.ok(mayBeUncertain(outcome, task), `${task.prompt}: the accepted task is lost`);
    const isListed = jobs.some(({ order }) => order.recipe.prompt === task.prompt);
    const wasListed = (intents.get(task.prompt) ?? 0) > 1;
    assert.ok(isListed || wasListed, `${task.prompt}: nobody is told that it may be paid for`);
  }
  const told = windows
    .flatMap(({ view }) => view.errors)
    .filter((kind) => verdicts.some((verdict) => verdict === kind));
  assert.ok(told.length >= lost, `${lost} pictures will not come, ${told.length} were told`);
}

function lossesIn({ faults }: Scenario): ReadonlySet<Loss | undefined> {
  return new Set(faults.map((name) => faultMatrix[name]?.loss));
}

/** Why this task may end without a file: by what the service says of it, or does to all of them. */
function lossesOf({ script }: Task): readonly Loss[] {
  const { status = 'Ready' } = script;
  if (/Moderated/.test(status)) return ['moderated'];
  return status === 'Ready' ? ['taskNotFound'] : ['failed'];
}

/**
 * Nobody has heard that the task was accepted, or it died before it could write that down; on a full disk also, or
 * stopped working on it: then what it knows is kept in memory alone.
 */
function mayBeUncertain({ world, windows, fullDisk, cancelled }: Outcome, task: Task): boolean {
  const heard = world.ledger.heard.find(({ taskId }) => taskId === task.id);
  if (!heard) return true;
  const { atMs, process } = heard;
  const { diedAtMs = Infinity } = process;
  if (diedAtMs === atMs) return true;
  const full = fullDisk.find(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs);
  const window = windows.find((one) => one.process === process);
  const hasStopped = cancelled.has(task.prompt) || window?.view.errors.length !== 0 || window.isLeft;
  return full !== undefined && (hasStopped || diedAtMs <= full.toMs + writtenWithinMs);
}

const isWell = ({ process, isLeft }: StoryWindow): boolean => process.isAlive && !isLeft;

const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** The file that a task's picture was saved as. */
async function pathOf({ world }: Outcome, task: Task): Promise<string | undefined> {
  const bytes = await world.service.image(task);
  const paths = [...world.pictures.files].flatMap(([path, found]) => (isSame(found, bytes) ? [path] : []));
  assert.ok(paths.length <= 1, `${task.prompt}: saved as ${paths.join(' and ')}`);
  return paths[0];
}

async function noFileIsOverwrittenOrCut({ world }: Outcome): Promise<void> {
  const { service, pictures } = world;
  const whole = await Promise.all(service.tasks.map((task) => service.image(task)));
  for (const [path, bytes] of pictures.files) {
    const expected = path === oldPicture.path ? [oldPicture.bytes] : whole;
    assert.ok(
      expected.some((one) => isSame(one, bytes)),
      `${path} is not what it should be`,
    );
  }
}

async function everyPictureIsShownOnce(outcome: Outcome): Promise<void> {
  const { world, windows, fullDisk } = outcome;
  const { links, service } = world;
  assert.equal(new Set(links).size, links.length, 'a picture is linked twice');
  for (const task of service.tasks) {
    const path = await pathOf(outcome, task);
    const mayBeLeft = path === undefined || mayBeUncertain(outcome, task);
    assert.ok(mayBeLeft || links.includes(uriOf(path)), `${path} is not linked`);
  }
  const presented = world.ledger.presented.map(({ picture }) => picture.uri);
  // A full disk does not take the word that a picture was presented; who is killed just then leaves no trace of it.
  if (fullDisk.length === 0) assert.equal(new Set(presented).size, presented.length, 'a picture was presented twice');
  if (windows.every(isWell)) assert.equal(presented.length, links.length, 'a picture was not presented');
}

/** Also one whose window was killed just when it was saved; a disk that is full does not take it. */
async function everyPictureIsRemembered({ world, fullDisk }: Outcome): Promise<void> {
  if (fullDisk.length > 0) return;
  const history = openHistory('/history', {
    fs: world.disk.mount(),
    shared: () => [],
    limit: () => 10_000,
    log: () => undefined,
  });
  for (const { picture } of world.ledger.presented)
    assert.deepEqual(await history.find(picture.sha256), picture, `${picture.uri} is not remembered as it was shown`);
}

function secretsStayWhereTheyBelong({ world, windows }: Outcome): void {
  assert.deepEqual(world.ledger.strangers, []);
  assert.deepEqual(world.service.counts.keysSeen.delivery, []);
  const said = windows.flatMap(({ log, view }) => [...log, ...view.errorTexts]);
  assert.deepEqual(canariesIn([...said, ...world.disk.written].join('\n')), [], 'a secret in log, message or journal');
}

function nothingIsLeftBehind({ world, windows, leftovers }: Outcome): void {
  assert.deepEqual(leftovers, []);
  for (const [signal, process] of world.ledger.signals)
    if (process.isAlive) assert.equal(getEventListeners(signal, 'abort').length, 0, 'a listener is left');

  for (const { process, view } of windows.filter(isWell)) {
    assert.equal(process.clock.sleepers(), 0);
    assert.equal(world.ledger.openRequests(process), 0);
    assert.equal(view.trackedPlaces, 0, 'the place of a link is still followed');
  }
}
