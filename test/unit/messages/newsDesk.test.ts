import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { createNewsDesk } from '../../../src/messages/newsDesk.ts';

describe('createNewsDesk', () => {
  let said: string[] = [];
  const say = (items: readonly string[], total: number): void => void said.push(`${items.join('+')} of ${total}`);

  beforeEach(() => (said = []));
  afterEach(() => mock.timers.reset());

  /** Pictures in the making, each with what ends it. */
  function start(desk: ReturnType<typeof createNewsDesk>, count: number) {
    return Array.from({ length: count }, () => {
      let end = (): void => undefined;
      const ended = desk.during(() => new Promise<void>((resolve) => (end = resolve)));
      return async (): Promise<void> => {
        end();
        await ended;
      };
    });
  }

  it('says at once what there is to say of a picture that is alone', async () => {
    const desk = createNewsDesk();
    desk.tell('saved', ['a'], say);
    assert.deepEqual(said, ['a of 1']);
    const [end] = start(desk, 1);
    desk.tell('saved', ['b'], say);
    assert.deepEqual(said, ['a of 1', 'b of 1']);
    await end?.();
    assert.deepEqual(said, ['a of 1', 'b of 1'], 'once');
  });

  it('says together what is alike when the last picture ends, with their number', async () => {
    const desk = createNewsDesk();
    const ends = start(desk, 4);
    desk.tell('saved', ['a'], say);
    desk.tell('failed', ['b'], say);
    desk.tell('saved', ['c'], say);
    for (const end of ends.slice(1)) await end();
    assert.deepEqual(said, []);
    await ends[0]?.();
    assert.deepEqual(said, ['a+c of 4', 'b of 4']);
  });

  it('does not have a message wait for long', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const desk = createNewsDesk();
    const ends = start(desk, 3);
    desk.tell('failed', ['a'], say);
    mock.timers.tick(1500);
    desk.tell('failed', ['b'], say);
    assert.deepEqual(said, []);
    mock.timers.tick(500);
    assert.deepEqual(said, ['a+b of 3']);
    for (const end of ends) await end();
    assert.deepEqual(said, ['a+b of 3'], 'once');
  });

  it('counts anew once all have ended, one that failed included', async () => {
    const desk = createNewsDesk();
    for (const end of start(desk, 5)) await end();
    await assert.rejects(desk.during(() => Promise.reject(new Error('no'))));
    const ends = start(desk, 2);
    desk.tell('saved', ['a', 'b'], say);
    for (const end of ends) await end();
    assert.deepEqual(said, ['a+b of 2']);
  });
});
