import assert from 'node:assert/strict';
import { createTaskBody } from '../../../src/bfl/taskBody.ts';
import { recipeOf } from '../../fixtures/recipes.ts';

describe('createTaskBody', () => {
  it('sends every field, as the schema names it', () => {
    const recipe = recipeOf('a cat', { seed: 0, promptUpsampling: true, safetyTolerance: 6, outputFormat: 'webp' });
    assert.deepEqual(createTaskBody(recipe, { url: 'https://example.com/hook', secret: 's3cret' }), {
      prompt: 'a cat',
      aspect_ratio: '1:1',
      seed: 0,
      prompt_upsampling: true,
      safety_tolerance: 6,
      output_format: 'webp',
      webhook_url: 'https://example.com/hook',
      webhook_secret: 's3cret',
    });
  });

  it('leaves out what is not wanted', () => {
    const names = ['prompt', 'aspect_ratio', 'prompt_upsampling', 'safety_tolerance', 'output_format'];
    assert.deepEqual(Object.keys(createTaskBody(recipeOf('a cat'))), names);
    const webhook = { url: 'https://example.com/hook', secret: undefined };
    assert.deepEqual(Object.keys(createTaskBody(recipeOf('a cat'), webhook)), [...names, 'webhook_url']);
  });
});
