import { createCanvas } from '@napi-rs/canvas';
import type { Format } from '../../../src/recipe/format.ts';

/** A real image of a few kilobytes. */
export function createImage(type: Format): Buffer {
  const canvas = createCanvas(96, 64);
  const context = canvas.getContext('2d');
  for (let x = 0; x < 96; x += 4) {
    context.fillStyle = `rgb(${x * 2}, ${255 - x}, ${(x * 37) % 256})`;
    context.fillRect(x, (x * 11) % 32, 4, 32);
  }
  return type === 'png' ? canvas.toBuffer('image/png') : canvas.toBuffer(type === 'jpeg' ? 'image/jpeg' : 'image/webp');
}
