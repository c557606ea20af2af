import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createSlug } from '../../../src/saving/slug.ts';
import { prompts } from '../../fixtures/prompts.ts';

const slugs: readonly (readonly [text: string, slug: string])[] = [
  ['A small, furry elephant!', 'a-small-furry-elephant'],
  ['  “quoted” — and (bracketed)  ', 'quoted-and-bracketed'],
  ['16-bit 3D', '16-bit-3d'],
  ['Привет, мир', 'привет-мир'],
  ['水彩の猫、夜', '水彩の猫-夜'],
  ['हिन्दी में', 'हिन्दी-में'],
  ['قطة صغيرة', 'قطة-صغيرة'],
  ['ภาพวาดแมว', 'ภาพวาดแมว'],
  ['Cafe\u0301', 'caf\u00e9'],
  ['J\u030Cazyk', '\u01F0azyk'],
  ['🐘🐈', 'image'],
  ['❤️', 'image'],
  ['I ❤️ cats', 'i-cats'],
  ['\u0301\u0302', 'image'],
  ['', 'image'],
  ['../../etc/passwd', 'etc-passwd'],
  ['a\0b\nc', 'a-b-c'],
  ['CON', 'con-image'],
  ['nul', 'nul-image'],
  ['com1', 'com1-image'],
  ['LPT³', 'lpt³-image'],
  ['console', 'console'],
  ['con artist', 'con-artist'],
];

const fixtureSlugs: Readonly<Record<string, string>> = {
  'Abstract cat artwork': 'abstract-expressionist-painting-pop-art-and-cubism-early-20',
  'Robot and truck': 'a-cute-round-rusted-robot-repairing-a-classic-pickup-truck',
  'Furry elephant': 'a-small-furry-elephant-pet-looks-out-from-a-cat-house',
  'Face paint portrait': 'a-close-up-of-a-face-adorned-with-intricate-black-and-blue',
  'Rainy car scene': 'close-up-of-a-vintage-car-hood-under-heavy-rain-droplets',
  'Burning temple warrior': 'a-lone-warrior-clad-in-bloodstained-samurai-armor-stands',
  'Foggy gas station': 'remote-gas-station-swallowed-by-crimson-fog-green-glow-from',
  'Detective game character': 'retro-game-style-man-in-old-school-suit-upper-body-true',
};

describe('createSlug', () => {
  for (const [text, slug] of slugs)
    it(`${JSON.stringify(text)} is ${slug}`, () => assert.equal(createSlug(text), slug));

  for (const { name, prompt } of prompts)
    it(`“${name}” has its slug`, () => assert.equal(createSlug(prompt), fixtureSlugs[name]));

  it('keeps 60 characters, and cuts longer texts at a word', () => {
    const words = `${'a'.repeat(29)} ${'b'.repeat(30)}`;
    assert.equal(createSlug(words), words.replace(' ', '-'));
    const umlauts = words.replaceAll('b', 'ü');
    assert.equal(createSlug(umlauts), umlauts.replace(' ', '-'));
    assert.equal(createSlug(`${words}b`), 'a'.repeat(29));
    const long = 'a very long prompt '.repeat(1053);
    assert.equal(createSlug(long), 'a-very-long-prompt-a-very-long-prompt-a-very-long-prompt-a');
  });

  it('cuts a single long word at 60 characters, and none in two', () => {
    assert.equal(createSlug('a'.repeat(200)), 'a'.repeat(60));
    assert.equal(createSlug('ü'.repeat(200)), 'ü'.repeat(60));
  });

  it('keeps 120 bytes at most, or as many as it is told, and no half letter', () => {
    assert.equal(createSlug('𠮷'.repeat(200)), '𠮷'.repeat(30));
    assert.equal(createSlug('猫 '.repeat(200)), Array(30).fill('猫').join('-'));
    assert.equal(createSlug('猫と月と星', 10), '猫と月');
  });

  it('is a name that every file system takes, for any text', () => {
    const reserved = /^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])$/i;
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.constantFrom('CON', 'Prn', ' aux.', 'nul…', 'COM9', 'com¹', 'lpt2', 'LPT³'),
    );
    fc.assert(
      fc.property(text, (random) => {
        const slug = createSlug(random);
        assert.match(slug, /^[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(-[\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*$/u);
        assert.doesNotMatch(slug, reserved);
        assert.ok(Array.from(slug).length <= 60);
        assert.ok(Buffer.byteLength(slug) <= 126, 'room for more in 143 bytes');
        assert.equal(slug, slug.normalize('NFC'));
        assert.equal(createSlug(slug), slug);
      }),
      { numRuns: 2000 },
    );
  });
});
