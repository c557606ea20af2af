import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { type ModelId, modelIds } from '../../../src/recipe/models.ts';
import { parameterNames, parameters, type ParameterValues } from '../../../src/recipe/parameters.ts';
import {
  formatPromptOptions,
  maxCount,
  optionNames,
  type PromptOptions,
  readPromptOptions,
} from '../../../src/recipe/promptOptions.ts';
import { RuleError } from '../../../src/recipe/rule.ts';

const none: PromptOptions = { parameters: {} };

/** What a text is read as, and what its options are. */
const read: Readonly<Record<string, readonly [prompt: string, options: PromptOptions]>> = {
  'A red fox --ar 16:9 --seed 7 --format png --n 4 --model max --style ink': [
    'A red fox',
    {
      parameters: { aspectRatio: '16:9', seed: 7, outputFormat: 'png' },
      count: 4,
      model: 'flux-kontext-max',
      style: 'ink',
    },
  ],
  'A fox --seed random': ['A fox', { parameters: { seed: null } }],
  'A fox --seed -5': ['A fox', { parameters: { seed: -5 } }],
  'A fox --upsampling': ['A fox', { parameters: { promptUpsampling: true } }],
  'A fox --upsampling  ': ['A fox', { parameters: { promptUpsampling: true } }],
  'A fox --upsampling  --n 2': ['A fox', { parameters: { promptUpsampling: true }, count: 2 }],
  'A fox --upsampling --safety 0': ['A fox', { parameters: { promptUpsampling: true, safetyTolerance: 0 } }],
  'A fox --upsampling off': ['A fox', { parameters: { promptUpsampling: false } }],
  'A fox --model FLUX-kontext-pro': ['A fox', { ...none, model: 'flux-kontext-pro' }],
  'A fox --AR 1:1': ['A fox', { parameters: { aspectRatio: '1:1' } }],
  'A fox --ar=1:1 --n=2': ['A fox', { parameters: { aspectRatio: '1:1' }, count: 2 }],
  'A fox –ar=16:9': ['A fox', { parameters: { aspectRatio: '16:9' } }],
  'A fox —ar 16:9': ['A fox', { parameters: { aspectRatio: '16:9' } }],
  'A fox --style "my style" --n 2': ['A fox', { ...none, style: 'my style', count: 2 }],
  'A fox --style=“my style”': ['A fox', { ...none, style: 'my style' }],
  'A fox --style „my style“': ['A fox', { ...none, style: 'my style' }],
  'A fox --style « my style »': ['A fox', { ...none, style: 'my style' }],
  "A fox --style 'my style' --n '2'": ['A fox', { ...none, style: 'my style', count: 2 }],
  "A fox of the '90s --style 'ink'": ["A fox of the '90s", { ...none, style: 'ink' }],
  'A fox --format PNG': ['A fox', { parameters: { outputFormat: 'png' } }],
  'A fox --amend in snow --n 2': ['A fox --amend in snow', { ...none, count: 2 }],
  'A fox\n  --ar 16:9\n': ['A fox', { parameters: { aspectRatio: '16:9' } }],
  '--ar 1:1': ['', { parameters: { aspectRatio: '1:1' } }],
};

const prose = [
  '',
  'A fox',
  'A fox -- red as fire',
  'A fox --',
  'A fox—red as fire',
  'A fox —red as fire',
  'A fox —red',
  'A fox —nice',
  'A fox --red—ar 16:9',
  'A fox --style="ink"--n 2',
  'A fox—ar 16:9',
  'A fox--ar 16:9',
  'A fox --16:9',
  'A screen that shows “git commit --amend”',
  'A sign that says "--ar 16:9"',
  'A page of a manual (see --help)',
  'Run git commit --amend now and go home',
  'A fox --ar 16:9 in snow',
  'A fox --ar "16:9" and more',
  'Well-known -- and --- more',
  '  A fox\n\n',
  'The file -f and -x',
];

const refused: Readonly<Record<string, readonly [field: string, rule: string, allowed?: string]>> = {
  'A fox --foo': ['--foo', 'option', optionNames.join(', ')],
  'A fox --foo 3': ['--foo', 'option'],
  'A fox --foo --ar 1:1': ['--foo', 'option'],
  'A fox --FOO=3': ['--foo', 'option'],
  'A fox --constructor': ['--constructor', 'option'],
  'A fox --ar 16': ['--ar', 'aspectRatioForm'],
  'A fox --ar 9:1': ['--ar', 'aspectRatioRange'],
  'A fox --ar': ['--ar', 'aspectRatioForm', 'W:H from 3:7 to 7:3'],
  'A fox --ar --n 2': ['--ar', 'aspectRatioForm'],
  'A fox —AR 16': ['--ar', 'aspectRatioForm'],
  '"A fox --ar 16:9"': ['--ar', 'aspectRatioForm'],
  'A fox --n 0': ['--n', 'range', '1–8'],
  'A fox --n 9': ['--n', 'range', '1–8'],
  'A fox --n=': ['--n', 'integer'],
  'A fox --n x': ['--n', 'integer'],
  'A fox --n 1.5': ['--n', 'integer'],
  'A fox --seed x': ['--seed', 'integer'],
  'A fox --seed': ['--seed', 'integer'],
  'A fox --seed on': ['--seed', 'integer'],
  'A fox --seed 1.5': ['--seed', 'integer'],
  'A fox --seed 99999999999999999999': ['--seed', 'integer'],
  'A fox --safety 7': ['--safety', 'range', '0–6'],
  'A fox --format gif': ['--format', 'oneOf', 'jpeg, png, webp'],
  'A fox --upsampling perhaps': ['--upsampling', 'boolean'],
  'A fox --model flux-1': ['--model', 'oneOf', 'pro, max, flux-kontext-pro, flux-kontext-max'],
  'A fox --style': ['--style', 'empty'],
  'A fox --style " "': ['--style', 'empty'],
  'A fox --ar 1:1 --seed 7 --ar 2:1': ['--ar', 'twice'],
};

describe('The options at the end of a prompt', () => {
  for (const [text, [prompt, options]] of Object.entries(read))
    it(`are read in ${JSON.stringify(text)}`, () => assert.deepEqual(readPromptOptions(text), { prompt, options }));

  for (const text of prose) {
    it(`are none in ${JSON.stringify(text)}, which stays as it is`, () =>
      assert.deepEqual(readPromptOptions(text), { prompt: text, options: none }));
  }

  for (const [text, [field, rule, allowed]] of Object.entries(refused)) {
    it(`are refused in ${JSON.stringify(text)}: ${field} ${rule}`, () => {
      const refusal = refusalOf(text);
      assert.deepEqual([refusal.field, refusal.rule], [field, rule]);
      if (allowed !== undefined) assert.equal(refusal.allowed, allowed);
    });
  }

  it('have a name of their own for each parameter', () => {
    assert.equal(new Set(optionNames).size, parameterNames.length + 3);
    for (const { option } of Object.values(parameters)) assert.ok(optionNames.includes(`--${option}`), option);
  });

  it('are none in any text without two hyphens or a dash', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/--|[—–]/.test(text));
        assert.deepEqual(readPromptOptions(text), { prompt: text, options: none });
      }),
    );
  });

  it('are read as they were written, whatever their values', () => {
    fc.assert(
      fc.property(somePrompt, someOptions, (prompt, options) => {
        fc.pre(JSON.stringify(options) !== JSON.stringify(none));
        assert.deepEqual(readPromptOptions(formatPromptOptions(prompt, options)), { prompt, options });
      }),
    );
  });

  it('never fail but for a rule, and are none in the prompt that is left', () => {
    fc.assert(
      fc.property(someText, (text) => {
        const prompt = readPrompt(text);
        if (prompt === undefined) return;
        assert.ok(text.startsWith(prompt));
        assert.deepEqual(readPromptOptions(prompt), { prompt, options: none });
      }),
    );
  });

  it('are read in a prompt of any length', () => {
    for (const part of ['--foo ', '--n="', '--n "x ', "'a ", '—n', '--a-', ' ', 'a=']) {
      const prompt = `${part.repeat(100_000 / part.length)} red fox`;
      assert.deepEqual(readPromptOptions(`${prompt} --n 2`), { prompt, options: { ...none, count: 2 } });
    }
  });

  it('are refused with the value as it was typed', () => {
    for (const [text, value] of [
      ['A fox --seed on', 'on'],
      ['A fox --format random', 'random'],
      ['A fox --seed 99999999999999999999', '99999999999999999999'],
      ['A fox --n 9', 9],
      ['A fox --safety 7', 7],
    ] as const)
      assert.equal(refusalOf(text).value, value);
  });
});

/** The prompt of a text; undefined if its options break a rule. */
function readPrompt(text: string): string | undefined {
  try {
    return readPromptOptions(text).prompt;
  } catch (error) {
    if (error instanceof RuleError) return undefined;
    throw error;
  }
}

function refusalOf(text: string): RuleError {
  try {
    readPromptOptions(text);
  } catch (error) {
    if (error instanceof RuleError) return error;
    throw error;
  }
  return assert.fail(`${JSON.stringify(text)} was accepted`);
}

/** A text of pieces that have a meaning in options, and of any others. */
const someText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '--',
        '--ar',
        '--n',
        '—seed',
        '--style',
        '--foo',
        '=',
        '"',
        '“',
        "'",
        '16:9',
        '2',
        'x',
        ' ',
        '\n',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
  )
  .map((parts) => parts.join(''));

/** A prompt that does not end in an option. */
const somePrompt = someText.map((text) => `${text} red fox`);

const values: { readonly [K in keyof ParameterValues]: fc.Arbitrary<ParameterValues[K]> } = {
  aspectRatio: fc.constantFrom('1:1', '16:9', '3:7', '7:3', '1392:752'),
  seed: fc.oneof(fc.constant(null), fc.maxSafeInteger()),
  promptUpsampling: fc.boolean(),
  safetyTolerance: fc.integer({ min: 0, max: 6 }),
  outputFormat: fc.constantFrom('jpeg', 'png', 'webp'),
};

const someOptions: fc.Arbitrary<PromptOptions> = fc.record(
  {
    model: fc.constantFrom<ModelId>(...modelIds),
    style: fc.constantFrom('ink', 'my style', 'Ölbild', 'none'),
    count: fc.integer({ min: 1, max: maxCount }),
    parameters: fc.record(values, { requiredKeys: [], noNullPrototype: true }),
  },
  { requiredKeys: ['parameters'], noNullPrototype: true },
);
