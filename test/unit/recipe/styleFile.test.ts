import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { modelIds } from '../../../src/recipe/models.ts';
import { mapParameters } from '../../../src/recipe/parameters.ts';
import { type Rule, RuleError } from '../../../src/recipe/rule.ts';
import { formatStyleFile, parseStyleFile } from '../../../src/recipe/styleFile.ts';
import { parseStyle, type Style, styleKeys } from '../../../src/recipe/styles.ts';

const ink: Style = { name: 'ink', text: '{prompt} in ink', parameters: {} };

/** Files of the style `ink`, and what they are read as. */
const read: Readonly<Record<string, Style>> = {
  '{prompt} in ink': ink,
  '\uFEFF{prompt} in ink\n': ink,
  '\n\n{prompt} in ink\n\n': ink,
  '---\n---\n{prompt} in ink': ink,
  '---\n\n---\n{prompt} in ink': ink,
  '---\n# nothing yet\n---\n{prompt} in ink': ink,
  '---\naspectRatio: 16:9\n---\n\n{prompt} in ink\n': { ...ink, parameters: { aspectRatio: '16:9' } },
  '---\r\naspectRatio: 16:9\r\n---\r\n\r\n{prompt} in ink\r\n': { ...ink, parameters: { aspectRatio: '16:9' } },
  '\uFEFF---\nseed: 7\n---\n{prompt} in ink': { ...ink, parameters: { seed: 7 } },
  '--- \nseed:\n---\t\n{prompt} in ink': { ...ink, parameters: { seed: null } },
  '---\n{ model: flux-kontext-max, "safetyTolerance": 0 }\n---\n{prompt} in ink': {
    ...ink,
    model: 'flux-kontext-max',
    parameters: { safetyTolerance: 0 },
  },
  '---\npromptUpsampling: true # more words\noutputFormat: "png"\n---\n{prompt} in ink': {
    ...ink,
    parameters: { promptUpsampling: true, outputFormat: 'png' },
  },
  '---\nseed: 7\n---\n{prompt}\n---\nin ink': { ...ink, text: '{prompt}\n---\nin ink', parameters: { seed: 7 } },
  '{prompt}\n---\nin ink': { ...ink, text: '{prompt}\n---\nin ink' },
  '----\n{prompt}': { ...ink, text: '----\n{prompt}' },
};

/** Files that hold no style, and what is wrong with them where. */
const refused: readonly (readonly [markdown: string, where: string, rule: Rule, value?: unknown])[] = [
  ['', 'prompt', 'placeholder'],
  ['in ink', 'prompt', 'placeholder'],
  ['---\nseed: 7\n---\n', 'prompt', 'placeholder'],
  ['---', 'line 1', 'frontMatterEnd'],
  ['---\nseed: 7\n{prompt} in ink\n', 'line 1', 'frontMatterEnd'],
  ['---\nseed: 7\n----\n{prompt}', 'line 1', 'frontMatterEnd'],
  ['---\nin ink\n---\n{prompt}', 'line 2', 'mapping', 'in ink'],
  ['---\n- seed\n---\n{prompt}', 'line 2', 'mapping', ['seed']],
  ['---\nseed: 7\nseed: 8\n---\n{prompt}', 'line 3', 'yaml', 'Map keys must be unique'],
  ['---\r\nseed: 7\r\n"aspectRatio: 1:1\r\n---\r\n{prompt}', 'line 3', 'yaml'],
  ['---\n# a note\n\tseed: 7\n---\n{prompt}', 'line 3', 'yaml'],
  ['---\nseed: 7\n...\nseed: 8\n---\n{prompt}', 'line 4', 'yaml'],
  ['---\nseed: *one\n---\n{prompt}', 'line 2', 'yaml'],
  ['---\nseed: &one [*one]\n---\n{prompt}', 'line 2', 'yaml'],
  [`---\nseed: ${'['.repeat(5_000)}\n---\n{prompt}`, 'line 2', 'yaml'],
  ['---\nprompt: x\n---\n{prompt}', 'prompt', 'styleKey', 'prompt'],
  ['---\n__proto__: { seed: 7 }\n---\n{prompt}', '__proto__', 'styleKey', '__proto__'],
  ['---\n7: x\n---\n{prompt}', '7', 'styleKey', '7'],
  ['---\n{ seed: 7 }: x\n---\n{prompt}', '{ seed: 7 }', 'styleKey'],
  ['---\naspectRatio: 9:1\n---\n{prompt}', 'aspectRatio', 'aspectRatioRange', '9:1'],
  ['---\nseed: "7"\n---\n{prompt}', 'seed', 'integer', '7'],
  ['---\nseed: [7]\n---\n{prompt}', 'seed', 'integer', [7]],
  ['---\nsafetyTolerance: !!str 2\n---\n{prompt}', 'safetyTolerance', 'integer', '2'],
];

async function refuse(markdown: string): Promise<RuleError> {
  try {
    await parseStyleFile('ink', markdown);
  } catch (error) {
    if (error instanceof RuleError) return error;
    throw error;
  }
  return assert.fail('it was accepted');
}

const shorten = (text: string): string => JSON.stringify(text.slice(0, 80));

describe('A style file', () => {
  for (const [markdown, style] of Object.entries(read))
    it(`is read in ${shorten(markdown)}`, async () => assert.deepEqual(await parseStyleFile('ink', markdown), style));

  for (const [markdown, where, rule, value] of refused) {
    it(`is refused in ${shorten(markdown)}: ${where} breaks the rule ${rule}`, async () => {
      const error = await refuse(markdown);
      assert.deepEqual([error.field, error.rule], [`style ink: ${where}`, rule]);
      if (value !== undefined) assert.deepEqual(error.value, value);
    });
  }

  it('says what is wrong with its YAML in one line', async () => {
    const { value } = await refuse('---\naspectRatio: 16: 9\n---\n{prompt}');
    assert.equal(value, 'Nested mappings are not allowed in compact mappings');
  });

  it('is written for people', async () => {
    const style = parseStyle('ink', '{prompt} in ink', { aspectRatio: '16:9', seed: null, model: 'flux-kontext-max' });
    assert.equal(
      await formatStyleFile(style),
      '---\nmodel: flux-kontext-max\naspectRatio: 16:9\nseed: null\n---\n\n{prompt} in ink\n',
    );
    assert.equal(await formatStyleFile(ink), '{prompt} in ink\n');
  });

  it('is read as it was written when its text starts like front matter', async () => {
    for (const text of ['---\n{prompt}', '---\nseed: 7\n---\n{prompt}', '---{prompt}'])
      assert.deepEqual(await parseStyleFile('ink', await formatStyleFile({ ...ink, text })), { ...ink, text });
  });

  it('is read as it was written, whatever the style, in the line ends of any system', async () => {
    await fc.assert(
      fc.asyncProperty(someStyle, async (style) => {
        const markdown = await formatStyleFile(style);
        assert.deepEqual(await parseStyleFile(style.name, markdown), style);
        assert.deepEqual(await parseStyleFile(style.name, `\uFEFF${markdown.replaceAll('\n', '\r\n')}`), style);
      }),
    );
  });

  it('never fails but for a rule', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(somePiece), async (pieces) => {
        try {
          await parseStyleFile('ink', pieces.join(''));
        } catch (error) {
          assert.ok(error instanceof RuleError);
        }
      }),
    );
  });
});

const somePiece = fc.constantFrom(
  '{prompt}',
  '---',
  '---\n',
  '\n',
  '\r\n',
  '\r',
  ' ',
  '\t',
  '\uFEFF',
  ': ',
  '- ',
  '#',
  '&a ',
  '*a',
  '!!set ',
  '? ',
  '| ',
  '"',
  "'",
  '[',
  '}',
  '7',
  'é',
  '🐘',
  ...styleKeys,
);

const someText = fc
  .tuple(fc.array(somePiece), fc.array(somePiece))
  .map(([before, after]) => [...before, '{prompt}', ...after].join(''));

const someValues = fc.record(
  {
    ...mapParameters((_, { usual }) => fc.constantFrom(...usual)),
    seed: fc.option(fc.maxSafeInteger()),
    model: fc.constantFrom(...modelIds),
  },
  { requiredKeys: [], noNullPrototype: true },
);

const someStyle = fc
  .tuple(fc.constantFrom('ink', 'My Ölbild'), someText, someValues)
  .map(([name, text, values]) => parseStyle(name, text, values));
