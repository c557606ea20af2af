import { createCanvas } from '@napi-rs/canvas';
import { createRandom } from '../random.ts';
import { between, fade, type Color, type Scene } from './kit.ts';

/** Darkens the corners. */
export function vignette({ context, width, height }: Scene, strength: number, color: Color = '#000000'): void {
  const radius = Math.hypot(width, height) / 2;
  const shade = context.createRadialGradient(width / 2, height / 2, radius * 0.45, width / 2, height / 2, radius);
  shade.addColorStop(0, fade(color, 0));
  shade.addColorStop(1, fade(color, strength));
  context.fillStyle = shade;
  context.fillRect(0, 0, width, height);
}

/** Fine noise, like that of film or paper. */
export function grain({ context, width, height }: Scene, strength: number): void {
  const random = createRandom(1);
  const tile = createCanvas(192, 192);
  const noise = tile.getContext('2d').createImageData(192, 192);
  for (let i = 0; i < noise.data.length; i += 4) {
    noise.data.fill(Math.floor(random() * 256), i, i + 3);
    noise.data[i + 3] = 255;
  }
  tile.getContext('2d').putImageData(noise, 0, 0);
  const pattern = context.createPattern(tile, 'repeat');
  if (pattern === null) 
    return;
  
  context.save();
  context.globalAlpha = strength;
  context.globalCompositeOperation = 'overlay';
  context.fillStyle = pattern;
  context.fillRect(0, 0, width, height);
  context.restore();
}

/**
 * Paints the picture again with brush strokes that follow a swirling field, in the manner of van Gogh.
 * Small strokes go where the picture has detail.
 */
export function brushStrokes({ context, width, height, random }: Scene): void {
  const { data } = context.getImageData(0, 0, width, height);
  const unit = Math.min(width, height) / 100;
  const swirls = Array.from({ length: 7 }, () => ({
    x: random() * width,
    y: random() * height * 0.5,
    reach: between(random, 14, 26) * unit,
    turn: random() < 0.5 ? -1 : 1,
  }));
  const at = (x: number, y: number): number =>
    (Math.min(Math.max(Math.round(y), 0), height - 1) * width + Math.min(Math.max(Math.round(x), 0), width - 1)) * 4;
  // Not the eye's brightness: orange before blue must count as an edge.
  const light = (x: number, y: number): number => {
    const index = at(x, y);
    return (data[index] ?? 0) * 0.65 + (data[index + 1] ?? 0) * 0.45 - (data[index + 2] ?? 0) * 0.25;
  };
  const angleAt = (x: number, y: number, step: number): { angle: number; edge: number } => {
    const gradientX = light(x + step, y) - light(x - step, y);
    const gradientY = light(x, y + step) - light(x, y - step);
    const edge = Math.hypot(gradientX, gradientY);
    let [flowX, flowY] = [1, 0.25 * Math.sin(x / (9 * unit)) + 0.2 * Math.sin(y / (5 * unit))];
    for (const swirl of swirls) {
      const [dx, dy] = [x - swirl.x, y - swirl.y];
      const pull = 4 * Math.exp(-(dx * dx + dy * dy) / (swirl.reach * swirl.reach));
      const distance = Math.hypot(dx, dy) + 1;
      flowX += (-dy / distance) * pull * swirl.turn;
      flowY += (dx / distance) * pull * swirl.turn;
    }
    // Along an edge the stroke follows the edge, so that things keep their outline.
    return { angle: edge > 24 ? Math.atan2(gradientX, -gradientY) : Math.atan2(flowY, flowX), edge };
  };
  context.lineCap = 'round';
  for (const { size, least } of [
    { size: 1.7, least: 0 },
    { size: 0.9, least: 10 },
    { size: 0.5, least: 26 },
  ]) {
    const step = size * unit * 1.15;
    for (let row = 0; row < height + step; row += step) {
      for (let column = 0; column < width + step; column += step) {
        const x = column + between(random, -step, step) / 2;
        const y = row + between(random, -step, step) / 2;
        const { angle, edge } = angleAt(x, y, size * unit * 0.6);
        if (edge < least) 
          continue;
        
        const index = at(x, y);
        const shift = between(random, -20, 20);
        const [red, green, blue] = [0, 1, 2].map((part) => Math.round((data[index + part] ?? 0) + shift));
        context.strokeStyle = `rgb(${red} ${green} ${blue})`;
        context.lineWidth = size * unit * between(random, 0.5, 0.9);
        // Shorter there, too, or round things would grow corners.
        const reach = size * unit * between(random, 0.8, 1.6) * (edge > 24 ? 0.55 : 1);
        const [dx, dy] = [Math.cos(angle) * reach, Math.sin(angle) * reach];
        context.beginPath();
        context.moveTo(x - dx, y - dy);
        context.lineTo(x + dx, y + dy);
        context.stroke();
      }
    }
  }
}

const bayer = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];

/** Big square pixels and few shades a channel, dithered, like a 16-bit game. */
export function pixelate({ canvas, context, width, height }: Scene, across: number): void {
  const size = Math.min(width, height) / across;
  const [columns, rows] = [Math.round(width / size), Math.round(height / size)];
  const small = createCanvas(columns, rows);
  const smallContext = small.getContext('2d');
  smallContext.imageSmoothingQuality = 'high';
  smallContext.drawImage(canvas, 0, 0, columns, rows);
  const pixels = smallContext.getImageData(0, 0, columns, rows);
  const step = 255 / 9;
  for (let i = 0; i < pixels.data.length; i++) {
    if (i % 4 !== 3) {
      const pixel = Math.floor(i / 4);
      const cell = (Math.floor(pixel / columns) % 4) * 4 + (pixel % columns % 4);
      const threshold = ((bayer[cell] ?? 0) / 16 - 0.5) * 0.8;
      pixels.data[i] = Math.round((pixels.data[i] ?? 0) / step + threshold) * step;
    }
  }
  smallContext.putImageData(pixels, 0, 0);
  context.save();
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, width, height);
  context.restore();
}

/** Dots on a slanted grid, as in printed comics. */
export function halftone({ context, width, height }: Scene, color: Color, strength: number): void {
  const step = Math.min(width, height) / 70;
  context.fillStyle = fade(color, strength);
  for (let row = 0; row * step < height + step; row++) {
    for (let column = 0; column * step < width + step; column++) {
      const x = (column + (row % 2) / 2) * step;
      const radius = step * 0.42 * Math.abs(Math.sin(x / width + (row * step) / height));
      context.beginPath();
      context.arc(x, row * step, radius, 0, 2 * Math.PI);
      context.fill();
    }
  }
}
