import { readFile } from 'node:fs/promises';
import { createCanvas, loadImage, type Canvas, type Image } from '@napi-rs/canvas';
import { createRandom, hashText } from './random.ts';

/** What a prompt is about, by its words, and the picture of `test/fixtures/pictures` for it; the first that fits. */
const subjects: readonly (readonly [RegExp, string])[] = [
  [/elephant/, 'elephant'],
  [/robot|android/, 'robot'],
  [/samurai|pagoda|warrior/, 'samurai'],
  [/gas station|petrol|fuel pump/, 'gasStation'],
  [/detective|gangster|noir/, 'detective'],
  [/portrait|\bface\b(?=.*(paint|hood|pattern))/s, 'face'],
  [/\bcats?\b|kitten/, 'cat'],
  [/\bcar\b|headlight|\bhood\b/, 'car'],
  [/snow|winter|mountain/, 'mountains'],
  [/city|neon|skyline/, 'city'],
  [/harbou?r|sea\b|lake|boat|ship/, 'harbour'],
];

/** Most of what is left out at the edges of a picture, as a share of its size. */
const maxCut = 0.08;

const loaded = new Map<string, Promise<Image>>();

/**
 * An illustration that the words of the prompt choose, filling the size that is asked for. Prompt and seed decide how
 * it is cut and tinted: the same input, the same picture; another seed, another picture.
 */
export async function drawScene(prompt: string, seed: number, width: number, height: number): Promise<Canvas> {
  const words = prompt.toLowerCase();
  const name = subjects.find(([pattern]) => pattern.test(words))?.[1] ?? 'meadow';
  const image = await load(name);
  const random = createRandom(hashText(`${seed} ${words}`));
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const scale = Math.max(width / image.width, height / image.height) / (1 - maxCut * random());
  const left = (width - image.width * scale) * (0.4 + 0.2 * random());
  const top = (height - image.height * scale) * (0.4 + 0.2 * random());
  context.drawImage(image, left, top, image.width * scale, image.height * scale);
  context.globalCompositeOperation = 'soft-light';
  context.fillStyle = `hsl(${360 * random()} 80% 55% / 30%)`;
  context.fillRect(0, 0, width, height);
  return canvas;
}

function load(name: string): Promise<Image> {
  const image =
    loaded.get(name) ?? readFile(new URL(`../fixtures/pictures/${name}.webp`, import.meta.url)).then(loadImage);
  loaded.set(name, image);
  return image;
}
