import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { createTaskBody } from '../../../src/bfl/taskBody.ts';
import type { Picture } from '../../../src/pictures/picture.ts';
import { formatNames } from '../../../src/recipe/format.ts';
import { modelIds } from '../../../src/recipe/models.ts';
import { parameters } from '../../../src/recipe/parameters.ts';
import { hasWords, parseRecipe, type Recipe } from '../../../src/recipe/recipe.ts';
import { withSeed } from '../../../src/recipe/variations.ts';
import { createCrashDisk } from '../jobs/crashFs.ts';
import { anyText, open, openAsColleague, picture, shared } from './historyPictures.ts';

const side = fc.integer({ min: 1, max: 999_999 });
const aspectRatio = fc
  .oneof(
    fc.constantFrom(...parameters.aspectRatio.usual),
    fc.tuple(side, side).map(([width, height]) => `${width}:${height}`),
  )
  .filter((ratio) => v.is(parameters.aspectRatio.schema, ratio));

/** Any recipe that may be sent. */
const anyRecipe: fc.Arbitrary<Recipe> = fc
  .record({
    model: fc.constantFrom(...modelIds),
    prompt: fc.string({ unit: 'binary' }).filter(hasWords),
    aspectRatio,
    seed: fc.option(fc.maxSafeInteger()),
    promptUpsampling: fc.boolean(),
    safetyTolerance: fc.integer({ min: 0, max: 6 }),
    outputFormat: fc.constantFrom(...formatNames),
    style: fc.option(fc.record({ name: anyText, words: anyText }), { nil: undefined }),
  })
  .map(({ model, prompt, style, ...values }) => ({ ...parseRecipe(model, prompt, values), ...(style && { style }) }));

/** What is sent for a picture that is made again: with the seed that was used. */
function bodyOfAgain({ recipe, seed }: Picture): unknown {
  return JSON.parse(JSON.stringify(createTaskBody(withSeed(recipe, seed))));
}

describe('A picture that is made again', () => {
  it('sends the same as the first time but for the seed, whichever history knows of it', async () => {
    await fc.assert(
      fc.asyncProperty(anyRecipe, fc.maxSafeInteger(), async (recipe, seed) => {
        const disk = createCrashDisk();
        const added = picture(1, { recipe, seed });
        await open(disk, { shared: () => [shared] }).add(added);
        const exported = await open(disk).exportLines(undefined);
        const other = open(createCrashDisk());
        await other.importLines(exported, undefined);
        const { seed: _seed, ...first } = createTaskBody(recipe);
        for (const history of [open(disk), openAsColleague(disk), other]) {
          const found = await history.find(added.sha256);
          assert.ok(found);
          assert.equal(found.recipe.model, recipe.model);
          assert.deepEqual(bodyOfAgain(found), { ...first, seed });
        }
      }),
    );
  });
});
