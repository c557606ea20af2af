import { createCanvas, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { Random } from '../random.ts';

export type Context = SKRSContext2D;
export type Point = readonly [x: number, y: number];
/** `#rrggbb`. */
export type Color = string;

/** What an artist needs: a canvas, its size in pixels, chance, and the words of the prompt in lower case. */
export interface Scene {
  readonly canvas: Canvas;
  readonly context: Context;
  readonly width: number;
  readonly height: number;
  readonly random: Random;
  readonly words: string;
}

/** Makes an empty picture. */
export function createScene(width: number, height: number, random: Random, words: string): Scene {
  const canvas = createCanvas(width, height);
  return { canvas, context: canvas.getContext('2d'), width, height, random, words };
}

/** Draws in units of a hundredth of the shorter side, with the origin at a share of width and height. */
export function inUnits(scene: Scene, shareX: number, shareY: number, draw: (context: Context) => void): void {
  const { context, width, height } = scene;
  const unit = Math.min(width, height) / 100;
  context.save();
  context.translate(width * shareX, height * shareY);
  context.scale(unit, unit);
  draw(context);
  context.restore();
}

export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

export function pick<T>(random: Random, options: readonly [T, ...T[]]): T {
  return options[Math.floor(random() * options.length)] ?? options[0];
}

/** A colour with transparency; `alpha` 0 to 1. */
export function fade(color: Color, alpha: number): string {
  const byte = Math.round(Math.min(Math.max(alpha, 0), 1) * 255);
  return color + byte.toString(16).padStart(2, '0');
}

/** A colour between two. */
export function mix(from: Color, to: Color, share: number): Color {
  const channel = (color: Color, at: number): number => parseInt(color.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) => Math.round(channel(from, at) * (1 - share) + channel(to, at) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** Colours spread evenly along a line. */
export function linear(context: Context, from: Point, to: Point, colors: readonly string[]) {
  return spread(context.createLinearGradient(from[0], from[1], to[0], to[1]), colors);
}

/** Colours spread evenly from a centre outwards. */
export function radial(context: Context, [x, y]: Point, radius: number, colors: readonly string[]) {
  return spread(context.createRadialGradient(x, y, 0, x, y, radius), colors);
}

type Gradient = ReturnType<Context['createLinearGradient']>;

function spread(gradient: Gradient, colors: readonly string[]): Gradient {
  colors.forEach((color, index) => gradient.addColorStop(index / Math.max(colors.length - 1, 1), color));
  return gradient;
}

export type Paint = string | Gradient;

/** Fills the whole canvas. */
export function fillAll({ context, width, height }: Scene, paint: Paint): void {
  context.fillStyle = paint;
  context.fillRect(0, 0, width, height);
}

/** A filled polygon. */
export function polygon(context: Context, points: readonly Point[], fill: Paint): void {
  context.beginPath();
  points.forEach(([x, y]) => context.lineTo(x, y));
  context.closePath();
  context.fillStyle = fill;
  context.fill();
}

/** Traces a closed smooth outline through the points, to be filled, stroked or clipped. */
export function traceBlob(context: Context, points: readonly Point[]): void {
  const at = (index: number): Point => points[(index + points.length) % points.length] ?? [0, 0];
  const middle = ([ax, ay]: Point, [bx, by]: Point): Point => [(ax + bx) / 2, (ay + by) / 2];
  context.beginPath();
  context.moveTo(...middle(at(-1), at(0)));
  points.forEach((point, index) => context.quadraticCurveTo(...point, ...middle(point, at(index + 1))));
  context.closePath();
}

/** A filled smooth shape that is drawn towards the points. */
export function blob(context: Context, points: readonly Point[], fill: Paint): void {
  traceBlob(context, points);
  context.fillStyle = fill;
  context.fill();
}

/** A smooth open line. */
export function curve(context: Context, points: readonly Point[], stroke: Paint, width: number): void {
  context.beginPath();
  points.forEach(([x, y], index) => {
    const [nextX, nextY] = points[index + 1] ?? [x, y];
    if (index === 0) 
      context.moveTo(x, y);
     else 
      context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
    
  });
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.strokeStyle = stroke;
  context.lineWidth = width;
  context.stroke();
}

export function ellipse(
  context: Context,
  [x, y]: Point,
  radiusX: number,
  radiusY: number,
  fill: Paint,
  turn = 0,
): void {
  context.beginPath();
  context.ellipse(x, y, radiusX, radiusY, turn, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
}

export function circle(context: Context, center: Point, radius: number, fill: Paint): void {
  ellipse(context, center, radius, radius, fill);
}

/** A patch of colour without an edge. */
export function haze(
  context: Context,
  [x, y]: Point,
  radiusX: number,
  radiusY: number,
  color: Color,
  alpha: number,
): void {
  context.save();
  context.translate(x, y);
  context.scale(1, radiusY / radiusX);
  const colors = [fade(color, alpha), fade(color, alpha * 0.4), fade(color, 0)];
  circle(context, [0, 0], radiusX, radial(context, [0, 0], radiusX, colors));
  context.restore();
}

export function roundRect(
  context: Context,
  [x, y]: Point,
  width: number,
  height: number,
  radius: number,
  fill: Paint,
): void {
  context.beginPath();
  context.roundRect(x, y, width, height, radius);
  context.fillStyle = fill;
  context.fill();
}

/** Light that brightens what is there. */
export function glow(context: Context, center: Point, radius: number, color: Color, strength = 1): void {
  context.save();
  context.globalCompositeOperation = 'screen';
  const colors = [strength, strength * 0.35, strength * 0.1, 0].map((alpha) => fade(color, alpha));
  circle(context, center, radius, radial(context, center, radius, colors));
  context.restore();
}

/** Short hairs over an outline that the caller has clipped to, pointing away from a centre. */
export function fur(
  context: Context,
  random: Random,
  options: {
    readonly center: Point;
    readonly radius: Point;
    readonly colors: readonly [Color, ...Color[]];
    readonly count: number;
    readonly length: number;
    readonly droop?: number;
  },
): void {
  const { center, radius, colors, count, length, droop = 0.6 } = options;
  context.save();
  context.lineCap = 'round';
  for (let i = 0; i < count; i++) {
    const angle = random() * 2 * Math.PI;
    // From the inside out, so that the outer hairs lie below the inner ones of the next round.
    const distance = Math.sqrt(random());
    const x = center[0] + Math.cos(angle) * radius[0] * distance;
    const y = center[1] + Math.sin(angle) * radius[1] * distance;
    const bend = angle + between(random, -0.5, 0.5);
    context.strokeStyle = fade(pick(random, colors), 0.55);
    context.lineWidth = between(random, 0.12, 0.3);
    context.beginPath();
    context.moveTo(x, y);
    context.quadraticCurveTo(
      x + Math.cos(bend) * length * 0.5,
      y + Math.sin(bend) * length * 0.5,
      x + Math.cos(bend) * length,
      y + Math.sin(bend) * length + length * droop,
    );
    context.stroke();
  }
  context.restore();
}
