import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parameterNames, parameters } from '../../../src/recipe/parameters.ts';
import { type Rule, RuleError } from '../../../src/recipe/rule.ts';
import {
  applyStyle,
  builtInStyles,
  foldName,
  isSameName,
  parseStyle,
  plainText,
  type Style,
  styleKeys,
} from '../../../src/recipe/styles.ts';

type Values = Readonly<Record<string, unknown>>;

const styleOf = (text: string): Style => parseStyle('some', text, {});

/** The names that a style can have. */
const names = [
  'ink',
  'I',
  '7',
  'Ölbild 2',
  '墨絵',
  'हिन्दी',
  'wood-cut_2',
  'line-',
  'x'.repeat(60),
  '\u{20000}'.repeat(60),
];

const refusedNames = [
  '',
  ' ',
  ' ink',
  'ink ',
  '-ink',
  '_ink',
  'a/b',
  'a\\b',
  '..',
  'a.b',
  'a:b',
  'a"b',
  'a\nb',
  'ink\n',
  '🐘',
  'x'.repeat(61),
  'none',
  'None',
];

const valid: Values = {
  model: 'flux-kontext-max',
  aspectRatio: '16:9',
  seed: null,
  promptUpsampling: true,
  safetyTolerance: 0,
  outputFormat: 'png',
};

/** Texts and values that make no style, and what is wrong with them. */
const refused: readonly (readonly [text: unknown, values: Values, key: string, rule: Rule, allowed?: string])[] = [
  [undefined, {}, 'prompt', 'placeholder'],
  [7, {}, 'prompt', 'string'],
  ['', {}, 'prompt', 'placeholder'],
  [' \n', {}, 'prompt', 'placeholder'],
  ['in ink', {}, 'prompt', 'placeholder'],
  ['{Prompt} in ink', {}, 'prompt', 'placeholder'],
  ['{prompt} in ink \ud83d', {}, 'prompt', 'wellFormed'],
  ['{prompt}', { size: 3 }, 'size', 'styleKey', styleKeys.join(', ')],
  ['{prompt}', { prompt: 'x' }, 'prompt', 'styleKey', styleKeys.join(', ')],
  ['{prompt}', { toString: 1 }, 'toString', 'styleKey', styleKeys.join(', ')],
  ['{prompt}', JSON.parse('{ "__proto__": 1 }'), '__proto__', 'styleKey', styleKeys.join(', ')],
  ['{prompt}', { aspect_ratio: '1:1' }, 'aspect_ratio', 'styleKey', styleKeys.join(', ')],
  ['{prompt}', { model: 'flux-2' }, 'model', 'oneOf', 'flux-kontext-pro, flux-kontext-max'],
  ['{prompt}', { model: null }, 'model', 'oneOf', 'flux-kontext-pro, flux-kontext-max'],
  ['{prompt}', { model: 'toString' }, 'model', 'oneOf', 'flux-kontext-pro, flux-kontext-max'],
  ['{prompt}', { aspectRatio: '9:1' }, 'aspectRatio', 'aspectRatioRange', parameters.aspectRatio.allowed],
  ['{prompt}', { aspectRatio: 1 }, 'aspectRatio', 'aspectRatioForm', parameters.aspectRatio.allowed],
  ['{prompt}', { seed: '7' }, 'seed', 'integer'],
  ['{prompt}', { promptUpsampling: 'on' }, 'promptUpsampling', 'boolean'],
  ['{prompt}', { safetyTolerance: 7 }, 'safetyTolerance', 'range', '0–6'],
  ['{prompt}', { outputFormat: 'gif' }, 'outputFormat', 'oneOf', 'jpeg, png, webp'],
];

function refuse(parse: () => unknown): RuleError {
  try {
    parse();
  } catch (error) {
    if (error instanceof RuleError) return error;
    throw error;
  }
  return assert.fail('it was accepted');
}

describe('applyStyle', () => {
  it('puts the words wherever the style says', () => {
    assert.equal(applyStyle(styleOf('A print: {prompt}. Only {prompt}!'), 'a fox'), 'A print: a fox. Only a fox!');
  });

  for (const words of ['$&', '$1 and $$', "$` $'", '$<prompt>', '{prompt}', '\\', '  two\n lines ']) {
    it(`keeps ${JSON.stringify(words)} as it is`, () => {
      assert.equal(applyStyle(styleOf('{prompt} in ink'), words), `${words} in ink`);
    });
  }

  it('of the plain text gives the words alone, whatever they are', () => {
    fc.assert(fc.property(fc.string(), (words) => assert.equal(applyStyle(styleOf(plainText), words), words)));
  });
});

describe('The built-in styles', () => {
  it('are these', () => {
    const found = builtInStyles.map(({ name }) => name);
    assert.deepEqual(found, ['photograph', 'ink', 'flat', 'isometric', 'blueprint']);
  });

  for (const style of builtInStyles) {
    it(`${style.name} keeps the rules of styles`, () => {
      assert.deepEqual(parseStyle(style.name, style.text, style.parameters), style);
    });

    it(`${style.name} begins with the words, which stand in it once`, () => {
      assert.match(style.text, /^\{prompt\}\. [^{}]+\.$/);
    });

    it(`${style.name} names only what is to be seen`, () => {
      assert.doesNotMatch(style.text, /\b(no|not|never|without|avoid)\b/i);
    });
  }
});

describe('parseStyle', () => {
  it('takes the model and each parameter', () => {
    const { model, ...values } = valid;
    assert.deepEqual(styleKeys, ['model', ...parameterNames]);
    assert.deepEqual(Object.keys(valid), styleKeys);
    const style = parseStyle('ink', '{prompt} in ink', valid);
    assert.deepEqual(style, { name: 'ink', text: '{prompt} in ink', model, parameters: values });
  });

  it('leaves out what is not said', () => {
    const style = parseStyle('ink', '{prompt} in ink', { model: undefined, seed: undefined });
    assert.deepEqual(style, { name: 'ink', text: '{prompt} in ink', parameters: {} });
  });

  it('gives the text without blanks around it, and with the same ends of lines on all systems', () => {
    assert.equal(styleOf('\n\n  {prompt}\r\nin ink,\rblack\n\n').text, '{prompt}\nin ink,\nblack');
  });

  for (const name of names)
    it(`takes the name ${name}`, () => assert.equal(parseStyle(name, '{prompt}', {}).name, name));

  for (const name of refusedNames) {
    it(`refuses the name ${JSON.stringify(name)}`, () => {
      const { field, rule, value } = refuse(() => parseStyle(name, '{prompt}', {}));
      assert.deepEqual([field, rule, value], ['style', 'styleName', name]);
    });
  }

  for (const [text, values, key, rule, allowed = ''] of refused) {
    it(`refuses ${JSON.stringify([text, values])} by the rule ${rule}, and names the style and the key`, () => {
      const error = refuse(() => parseStyle('My ink', text, values));
      assert.deepEqual([error.field, error.rule, error.allowed], [`style My ink: ${key}`, rule, allowed]);
    });
  }

  it('never fails but for a rule', () => {
    const text = fc.oneof(
      fc.anything(),
      fc.string().map((rest) => `{prompt}${rest}`),
    );
    const values = fc.dictionary(fc.oneof(fc.constantFrom(...styleKeys), fc.string()), fc.anything());
    fc.assert(
      fc.property(fc.oneof(fc.constant('ink'), fc.string()), text, values, (name, anyText, anyValues) => {
        try {
          parseStyle(name, anyText, anyValues);
        } catch (error) {
          assert.ok(error instanceof RuleError);
        }
      }),
    );
  });
});

describe('The names of styles', () => {
  it('are the same in any case, and however their accents are stored', () => {
    assert.ok(isSameName('ink', 'INK'));
    assert.ok(isSameName('Ölbild', 'o\u0308lbild'));
    assert.ok(!isSameName('ink', 'inks'));
    assert.ok(!isSameName('Ölbild', 'Olbild'));
  });

  it('of the built-in styles differ', () => {
    assert.equal(new Set(builtInStyles.map(({ name }) => foldName(name))).size, builtInStyles.length);
  });
});
