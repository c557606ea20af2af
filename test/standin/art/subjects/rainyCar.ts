import { grain, vignette } from '../finish.ts';
import {
  between, blob, circle, curve, ellipse, fade, fillAll, glow, inUnits, linear, polygon, radial, roundRect, traceBlob,
  type Context, type Point, type Scene,
} from '../kit.ts';
import { fog, rain } from '../weather.ts';
import { drawNeonSign } from './neonSign.ts';

/** The hood of a vintage car in heavy rain, with a crimson neon sign that says FLUX. */
export function drawRainyCar(scene: Scene): void {
  const { context, height } = scene;
  fillAll(scene, linear(context, [0, 0], [0, height], ['#12020a', '#3d0614', '#6d0b1e', '#2a0410']));
  drawBokeh(scene);
  inUnits(scene, 0.5, 0.6, (units) => {
    drawNeonSign(units, [-17, -56], 1);
    drawRoad(units, scene);
    drawCabin(units, scene);
    drawBody(units);
    drawGrille(units);
    for (const side of [-1, 1]) 
      drawHeadlight(units, side);
    
    drawDroplets(units, scene);
  });
  fog(scene, 0.3, 0.55, '#ff8a96', 0.1);
  drawSteam(scene);
  rain(scene, 620, '#ffc4cb');
  vignette(scene, 0.6, '#08000a');
  grain(scene, 0.07);
}

function drawBokeh({ context, width, height, random }: Scene): void {
  const unit = Math.min(width, height) / 100;
  for (let i = 0; i < 34; i++) {
    const at: Point = [random() * width, random() * height * 0.5];
    const radius = between(random, 1.5, 5.5) * unit;
    context.globalCompositeOperation = 'screen';
    circle(context, at, radius, fade(random() < 0.7 ? '#ff2a45' : '#ff9a7a', between(random, 0.06, 0.26)));
    context.globalCompositeOperation = 'source-over';
  }
}

function drawRoad(context: Context, { random }: Scene): void {
  context.fillStyle = linear(context, [0, 20], [0, 60], ['#3a0610', '#16020a']);
  context.fillRect(-160, 26, 320, 140);
  for (let i = 0; i < 60; i++) {
    const y = 34 + random() * 30;
    ellipse(
      context,
      [between(random, -70, 70), y],
      between(random, 3, 12),
      0.35,
      fade('#ff4a60', between(random, 0.05, 0.3)),
    );
  }
  for (const side of [-1, 1]) {
    ellipse(
      context,
      [side * 33, 47],
      5,
      15,
      linear(context, [0, 32], [0, 62], [fade('#ffe0b8', 0.5), fade('#ff4a4a', 0)]),
    );
  }
}

function drawCabin(context: Context, { random }: Scene): void {
  blob(context, [[-36, -14], [-31, -36], [-22, -43], [22, -43], [31, -36], [36, -14]], '#4a0612');
  const glass: Point[] = [[-30, -17], [-26, -34], [-19, -39.6], [19, -39.6], [26, -34], [30, -17]];
  context.save();
  traceBlob(context, glass);
  context.clip();
  context.fillStyle = linear(context, [-30, -40], [30, -16], ['#0d0208', '#5c1020', '#1b040c']);
  context.fillRect(-40, -50, 80, 40);
  for (let i = 0; i < 46; i++) {
    const x = between(random, -32, 32);
    const top = between(random, -42, -28);
    curve(
      context,
      [[x, top], [x + between(random, -0.8, 0.8), top + 5], [x, top + between(random, 8, 18)]],
      fade('#ffb3bd', between(random, 0.08, 0.36)),
      between(random, 0.2, 0.7),
    );
  }
  ellipse(context, [-12, -31], 12, 5, fade('#ff2a48', 0.24), -0.2);
  context.restore();
  for (const side of [-1, 1]) 
    curve(context, [[side * 3, -17.6], [side * 12, -24], [side * 21, -29]], '#0a0206', 0.7);
  
  curve(
    context,
    [[-30, -18], [-26.4, -34], [-19, -40], [0, -41], [19, -40], [26.4, -34], [30, -18]],
    fade('#ffccd2', 0.75),
    0.6,
  );
}

function drawBody(context: Context): void {
  // Fenders left and right, then the hood between them.
  for (const side of [-1, 1]) {
    const at = (x: number, y: number): Point => [side * x, y];
    blob(
      context,
      [at(20, 34), at(20, 4), at(26, -7), at(37, -9), at(47, -2), at(50, 14), at(50, 36)],
      linear(context, at(22, -8), at(50, 34), ['#e0193a', '#a00c26', '#4a0412']),
    );
    curve(context, [at(24, -3), at(30, -7), at(38, -7), at(45, -1)], fade('#ffd5da', 0.7), 0.9);
    ellipse(context, [side * 35, 44], 8, 6, '#070207');
    blob(context, [at(27, 39), at(28, 49), at(42, 49), at(43, 39)], '#0c0408');
  }
  blob(
    context,
    [[-32, -15], [0, -20], [32, -15], [30, 2], [24, 16], [0, 20], [-24, 16], [-30, 2]],
    linear(context, [0, -18], [0, 18], ['#5e0716', '#b50f2c', '#e8203f', '#8f0a22']),
  );
  context.save();
  context.globalCompositeOperation = 'screen';
  blob(
    context,
    [[-27, -13], [-10, -16], [-6, 12], [-21, 8]],
    linear(context, [0, -16], [0, 12], [fade('#ff7686', 0), fade('#ff9aa6', 0.5)]),
  );
  blob(
    context,
    [[8, -16], [14, -15.4], [11, 10], [6, 12]],
    linear(context, [0, -16], [0, 12], [fade('#ffb3bd', 0.1), fade('#ffc6cd', 0.55)]),
  );
  context.translate(0, 6);
  context.scale(0.85, -0.9);
  drawNeonSign(context, [-17, -4], 0.34);
  context.restore();
  curve(context, [[0, -19], [0, 2], [0, 12]], fade('#ffdfe3', 0.85), 0.7);
  polygon(context, [[-1.4, 7], [0, -2], [1.4, 7]], '#fff3f0');
}

function drawGrille(context: Context): void {
  const frame: Point[] = [[-23, 14], [0, 9], [23, 14], [21, 29], [0, 32], [-21, 29]];
  const chrome = linear(context, [0, 10], [0, 31], ['#fff1f1', '#a86a74', '#f9dfe1', '#5c2a34', '#e9b9c0']);
  blob(context, frame, chrome);
  const inner: Point[] = [[-20.6, 15.6], [0, 11.4], [20.6, 15.6], [18.6, 27.4], [0, 30], [-18.6, 27.4]];
  context.save();
  traceBlob(context, inner);
  context.clip();
  context.fillStyle = '#120308';
  context.fillRect(-25, 8, 50, 26);
  for (let x = -20; x <= 20; x += 2.1) {
    roundRect(
      context,
      [x - 0.55, 9],
      1.1,
      24,
      0.5,
      linear(context, [x - 0.5, 0], [x + 0.6, 0], ['#fbe5e6', '#c2808a', '#3d1019']),
    );
  }
  context.globalCompositeOperation = 'overlay';
  context.fillStyle = linear(
    context,
    [-20, 0],
    [20, 0],
    [fade('#ff1a3c', 0.1), fade('#ff1a3c', 0.9), fade('#ff1a3c', 0.1)],
  );
  context.fillRect(-25, 8, 50, 26);
  context.restore();
  roundRect(
    context,
    [-47, 33],
    94,
    6,
    3,
    linear(context, [0, 33], [0, 39], ['#fff0f0', '#d79aa4', '#4a1a26', '#c67f8b', '#2a0a12']),
  );
  for (const side of [-1, 1]) {
    roundRect(
      context,
      [side * 15 - 2, 31],
      4,
      10,
      1.8,
      linear(context, [0, 31], [0, 41], ['#fff0f0', '#b0727d', '#3a121c']),
    );
  }
}

function drawHeadlight(context: Context, side: number): void {
  const at: Point = [side * 34, 12];
  circle(
    context,
    at,
    10.4,
    linear(context, [at[0] - 9, 3], [at[0] + 9, 21], ['#fff2f0', '#9c5f69', '#f2ccd0', '#401019']),
  );
  circle(context, at, 8.6, radial(context, at, 8.6, ['#fffdf2', '#fff0c4', '#ffcf8a', '#c4563f']));
  for (let x = -6; x <= 6; x += 2) 
    curve(context, [[at[0] + x, 5.6], [at[0] + x, 18.4]], fade('#b35a3f', 0.3), 0.25);
  
  glow(context, at, 36, '#ffcf9a', 0.85);
  glow(context, at, 15, '#fff6e0', 1);
}

function drawDroplets(context: Context, { random }: Scene): void {
  for (let i = 0; i < 240; i++) {
    const at: Point = [between(random, -29, 29), between(random, -15, 10)];
    const size = between(random, 0.18, 0.85);
    const isRunning = random() < 0.2;
    ellipse(context, at, size * 0.8, isRunning ? size * 2.6 : size, fade('#2a020a', 0.35));
    ellipse(
      context,
      [at[0] - size * 0.15, at[1] - size * 0.25],
      size * 0.55,
      isRunning ? size * 2 : size * 0.7,
      fade('#ff9aa6', 0.4),
    );
    circle(context, [at[0] - size * 0.25, at[1] - size * 0.4], size * 0.24, '#fff4f4');
  }
}

function drawSteam({ context, width, height, random }: Scene): void {
  const unit = Math.min(width, height) / 100;
  for (let i = 0; i < 22; i++) {
    const rise = random();
    const at: Point = [width / 2 + (between(random, -16, 16) + rise * 12) * unit, height * 0.6 - rise * 46 * unit];
    const radius = (4 + rise * 11) * unit;
    circle(
      context,
      at,
      radius,
      radial(context, at, radius, [fade('#ffd5d9', 0.13 * (1 - rise * 0.6)), fade('#ffd5d9', 0)]),
    );
  }
}
