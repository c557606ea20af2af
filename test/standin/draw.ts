import { createCanvas, type Canvas } from '@napi-rs/canvas';
import { drawScene } from './illustration.ts';
import { createRandom, hashText } from './random.ts';

export type ImageFormat = 'jpeg' | 'png' | 'webp';

/** Everything that a picture depends on. */
export interface DrawRecipe {
  readonly prompt: string;
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly format: ImageFormat;
}

/** Draws a picture and gives its encoded bytes. */
export type Draw = (recipe: DrawRecipe) => Promise<Uint8Array>;

/** An illustration of the prompt: what people see. Takes a few tenths of a second. */
export const drawIllustration: Draw = async ({ prompt, seed, width, height, format }) =>
  await encode(await drawScene(prompt, seed, width, height), format);

/** A plain picture, drawn fast: a gradient of two colours and a disc, different for each prompt and seed. */
export const drawPlain: Draw = async ({ prompt, seed, width, height, format }) => {
  const random = createRandom(hashText(`${seed} ${prompt}`));
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const sky = context.createLinearGradient(0, 0, 0, height);
  sky.addColorStop(0, `hsl(${random() * 360} 60% 30%)`);
  sky.addColorStop(1, `hsl(${random() * 360} 70% 65%)`);
  context.fillStyle = sky;
  context.fillRect(0, 0, width, height);
  context.fillStyle = `hsl(${random() * 360} 80% 80%)`;
  context.beginPath();
  context.arc(width * random(), height * random(), Math.min(width, height) * 0.1, 0, 2 * Math.PI);
  context.fill();
  return await encode(canvas, format);
};

async function encode(canvas: Canvas, format: ImageFormat): Promise<Uint8Array> {
  return format === 'png' ? await canvas.encode('png') : await canvas.encode(format, 88);
}
