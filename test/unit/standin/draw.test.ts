import assert from 'node:assert/strict';
import { loadImage } from '@napi-rs/canvas';
import { drawIllustration, drawPlain, type DrawRecipe, type ImageFormat } from '../../standin/draw.ts';
import { sizeOf } from '../../standin/sizes.ts';

const recipe: DrawRecipe = { prompt: 'a quiet harbour', seed: 1, width: 256, height: 160, format: 'jpeg' };

const signatures: Readonly<Record<ImageFormat, (bytes: Buffer) => boolean>> = {
  jpeg: (bytes) => bytes.readUInt16BE(0) === 0xff_d8 && bytes.readUInt16BE(bytes.length - 2) === 0xff_d9,
  png: (bytes) => bytes.toString('latin1', 1, 4) === 'PNG',
  webp: (bytes) => bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP',
};

for (const [name, draw] of Object.entries({ drawIllustration, drawPlain })) {
  describe(name, () => {
    it('draws the same bytes for the same recipe, others for another prompt or seed', async () => {
      const bytes = Buffer.from(await draw(recipe));
      assert.ok(bytes.equals(await draw(recipe)));
      assert.ok(!bytes.equals(await draw({ ...recipe, seed: 2 })));
      assert.ok(!bytes.equals(await draw({ ...recipe, prompt: 'a forest in autumn' })));
    });

    for (const format of ['jpeg', 'png', 'webp'] as const) {
      it(`gives a true ${format} of the right size`, async () => {
        const bytes = Buffer.from(await draw({ ...recipe, format }));
        assert.ok(signatures[format](bytes));
        const { width, height } = await loadImage(bytes);
        assert.deepEqual([width, height], [256, 160]);
      });
    }
  });
}

describe('the subjects of drawIllustration', () => {
  const prompts = [
    'a furry elephant in a cat house',
    'a rusted robot, van gogh style',
    'a samurai before a pagoda in flames',
    'a gas station in fog',
    'a detective, 16-bit, pixelated',
    'a close-up of a face with painted patterns',
    'a cat in cubism',
    'a car hood in the rain',
    'a snowy mountain forest',
    'a neon city by the sea, comic style',
  ];

  it('are all drawn, each unlike the others, also upright', async () => {
    const pictures = await Promise.all(
      prompts.map((prompt) => drawIllustration({ ...recipe, prompt, width: 96, height: 224 })),
    );
    assert.equal(new Set(pictures.map((bytes) => Buffer.from(bytes).toString('base64'))).size, prompts.length);
  });
});

describe('sizeOf', () => {
  const sizes = {
    '1:1': [1024, 1024],
    '16:9': [1392, 752],
    '9:16': [752, 1392],
    '21:9': [1568, 672],
    '3:7': [672, 1568],
    '10:16': [800, 1328],
    '2:1': [1456, 720],
  };
  for (const [ratio, [width, height]] of Object.entries(sizes))
    it(`gives the recorded pixels for ${ratio}`, () => assert.deepEqual(sizeOf(ratio), { width, height }));

  it('computes the others as multiples of 16, about a megapixel', () => {
    for (const ratio of ['7:4', '11:10', '5:9']) {
      const { width, height } = sizeOf(ratio) ?? { width: 1, height: 1 };
      assert.deepEqual([width % 16, height % 16], [0, 0]);
      assert.ok(Math.abs(width * height - 1024 * 1024) < 30_000);
    }
  });

  it('refuses what lies outside 3:7 and 7:3', () => {
    for (const ratio of ['5:1', '0:1', '1:0', 'wide', '22:9', '', '-1:1', '1:1:1'])
      assert.equal(sizeOf(ratio), undefined, ratio);
  });
});
