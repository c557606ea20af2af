import assert from 'node:assert/strict';
import { is, safeParse } from 'valibot';
import { hostMessage, pageMessage } from '../../../src/workbench/protocol.ts';

const press = { type: 'press', action: 'openFile', id: 'ab12' };
const refused: Readonly<Record<string, unknown>> = {
  'an unknown action': { ...press, action: 'deleteFile' },
  'a command': { ...press, action: 'fluxKontext.generate' },
  'an action of every object': { ...press, action: 'toString' },
  'a path beside the id': { ...press, path: '/etc/passwd' },
  'a URI in place of the id': { type: 'press', action: 'openFile', uri: 'file:///etc/passwd' },
  'no id': { type: 'press', action: 'openFile' },
  'an id that is no text': { ...press, id: ['ab12'] },
  'a selection with a path': { type: 'select', id: 'ab12', path: '/etc/passwd' },
  'no type': { action: 'openFile', id: 'ab12' },
  'a type of its own': { ...press, type: 'run' },
  'more than that it is ready': { type: 'ready', id: 'ab12' },
  'a text': 'ready',
  'an array': ['press', 'openFile', 'ab12'],
  nothing: undefined,
};

describe('What the preview’s page says', () => {
  for (const action of [
    'again',
    'vary',
    'varyFour',
    'change',
    'keep',
    'trashOthers',
    'copyLink',
    'copyPrompt',
    'copyRecipe',
    'openFile',
    'reveal',
  ]) {
    it(`may be that ${action} was pressed`, () => {
      assert.deepEqual(safeParse(pageMessage, { ...press, action }).output, { ...press, action });
    });
  }

  it('may be that a picture was selected', () => assert.ok(is(pageMessage, { type: 'select', id: 'ab12' })));

  it('may be that it is ready', () => assert.ok(is(pageMessage, { type: 'ready' })));

  for (const [what, message] of Object.entries(refused))
    it(`T7 is not ${what}`, () => assert.equal(is(pageMessage, message), false));
});

describe('What the preview’s page is told', () => {
  it('is parsed, too', () => {
    assert.ok(is(hostMessage, { type: 'settled', action: 'openFile', id: 'ab12' }));
    for (const message of [
      { type: 'show' },
      { type: 'show', view: {} },
      { type: 'settled', action: 'openFile' },
      { type: 'settled', action: 'quit', id: 'ab12' },
      'show',
    ])
      assert.equal(is(hostMessage, message), false);
  });
});
