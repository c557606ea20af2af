import assert from 'node:assert/strict';
import { parseRecipe, type Recipe } from '../../../src/recipe/recipe.ts';
import { type Rule, RuleError } from '../../../src/recipe/rule.ts';
import { recipeOf } from '../../fixtures/recipes.ts';

/** Settings hold whatever the user has written. */
function parse(values: Readonly<Record<string, unknown>>): Recipe {
  const { model, prompt, parameters } = recipeOf('a cat');
  return parseRecipe(model, 'prompt' in values ? values['prompt'] : prompt, { ...parameters, ...values });
}

function ruleBroken(values: Readonly<Record<string, unknown>>): RuleError {
  try {
    parse(values);
  } catch (error) {
    if (error instanceof RuleError) return error;
    throw error;
  }
  return assert.fail(`${JSON.stringify(values)} was accepted`);
}

describe('parseRecipe', () => {
  it('keeps the prompt exactly as given', () => {
    for (const prompt of [
      '  two\n lines  ',
      '"quoted", with commas',
      'x'.repeat(20_000),
      '漢字 🐘',
      '🐘',
      '7',
      'é',
      '--- a cat',
    ])
      assert.equal(parse({ prompt }).prompt, prompt);
  });

  for (const aspectRatio of ['1:1', '16:9', '9:16', '21:9', '9:21', '7:3', '3:7', '1024:768'])
    it(`accepts ${aspectRatio}`, () => assert.equal(parse({ aspectRatio }).parameters.aspectRatio, aspectRatio));

  const refusals: readonly [string, unknown, Rule][] = [
    ['prompt', '', 'empty'],
    ['prompt', ' \n\t', 'empty'],
    ...['\u200b\u200d\ufeff', '\u0000\u001f', '\u3164\u2800', '---', '***\n\n===', '…', '# ', '\u{e0061}\ufe0f'].map(
      (prompt): [string, unknown, 'empty'] => ['prompt', prompt, 'empty'],
    ),
    ['prompt', 'a cat \ud83d', 'wellFormed'],
    ['prompt', '\udc18 a cat', 'wellFormed'],
    ['prompt', 7, 'string'],
    ['aspectRatio', '5:1', 'aspectRatioRange'],
    ['aspectRatio', '1:5', 'aspectRatioRange'],
    ['aspectRatio', '701:300', 'aspectRatioRange'],
    ['aspectRatio', '300:701', 'aspectRatioRange'],
    ['aspectRatio', '0:1', 'aspectRatioForm'],
    ['aspectRatio', 'wide', 'aspectRatioForm'],
    ['aspectRatio', '16 : 9', 'aspectRatioForm'],
    ['aspectRatio', '16:9\n', 'aspectRatioForm'],
    ['aspectRatio', '1.5:1', 'aspectRatioForm'],
    ['aspectRatio', '-1:-1', 'aspectRatioForm'],
    ['aspectRatio', 1, 'aspectRatioForm'],
    ['aspectRatio', null, 'aspectRatioForm'],
    ['seed', 1.5, 'integer'],
    ['seed', '42', 'integer'],
    ['seed', 2 ** 53, 'integer'],
    ['seed', undefined, 'integer'],
    ['promptUpsampling', 'yes', 'boolean'],
    ['safetyTolerance', 9, 'range'],
    ['safetyTolerance', -1, 'range'],
    ['safetyTolerance', 1.5, 'integer'],
    ['safetyTolerance', '2', 'integer'],
    ['outputFormat', 'gif', 'oneOf'],
    ['outputFormat', null, 'oneOf'],
  ];
  for (const [field, value, rule] of refusals) {
    it(`refuses ${field} ${JSON.stringify(value)?.slice(0, 40)} by the rule ${rule}`, () => {
      const broken = ruleBroken({ [field]: value });
      assert.deepEqual([broken.field, broken.rule, broken.value], [field, rule, value]);
      assert.ok(field !== 'aspectRatio' || broken.allowed === 'W:H from 3:7 to 7:3');
    });
  }
});
