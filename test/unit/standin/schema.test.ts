import assert from 'node:assert/strict';
import { checkSchema } from '../../standin/schema.ts';

const types = (value: unknown) => checkSchema(value, 'ResultResponse', []).map(({ type, loc }) => [type, ...loc]);

describe('checkSchema', () => {
  it('finds what is missing, of the wrong type, and nested', () => {
    assert.deepEqual(types({ id: 'a', status: 'Ready', extra: 1 }), []);
    assert.deepEqual(types({ status: 'Ready' }), [['missing', 'id']]);
    assert.deepEqual(types({ id: 'a', status: 'Dreaming' }), [['enum', 'status']]);
    assert.deepEqual(types({ id: 'a', status: 'Ready', progress: '1' }), [['float_type', 'progress']]);
    assert.deepEqual(types({ id: 'a', status: 'Ready', details: 3 }), [['model_attributes_type', 'details']]);
    assert.deepEqual(types([]), [['model_attributes_type']]);
  });

  it('gives the place inside a list', () => {
    const issues = checkSchema({ detail: [{ loc: ['body', true], msg: 'm', type: 't' }] }, 'HTTPValidationError', []);
    assert.deepEqual(
      issues.map(({ loc }) => loc),
      [['detail', 0, 'loc', 1]],
    );
  });
});
