import assert from 'node:assert/strict';
import { safeParse } from 'valibot';
import { previewMessage } from '../../../src/workbench/protocol.ts';

const refused: Readonly<Record<string, unknown>> = {
  'an unknown action': { type: 'deleteFile', id: 'job-1' },
  'a command': { type: 'fluxKontext.generate', id: 'job-1' },
  'a path beside the id': { type: 'openFile', id: 'job-1', path: '/etc/passwd' },
  'a URI in place of the id': { type: 'openFile', uri: 'file:///etc/passwd' },
  'no id': { type: 'openFile' },
  'an id that is no text': { type: 'openFile', id: ['job-1'] },
  'no type': { id: 'job-1' },
  'a text': 'openFile',
  'an array': ['openFile', 'job-1'],
  nothing: undefined,
};

describe('previewMessage', () => {
  for (const type of ['openFile', 'copyLink', 'copyPrompt', 'generateAgain']) {
    it(`takes ${type} for a job`, () => {
      assert.deepEqual(safeParse(previewMessage, { type, id: 'job-1' }).output, { type, id: 'job-1' });
    });
  }

  for (const [what, message] of Object.entries(refused)) {
    it(`T7 refuses ${what}`, () => assert.equal(safeParse(previewMessage, message).success, false));
  }
});
