import { grain, vignette } from '../finish.ts';
import {
  between, blob, circle, curve, ellipse, fade, fillAll, fur, glow, inUnits, linear, mix, pick, polygon, radial,
  traceBlob, type Color, type Context, type Point, type Scene,
} from '../kit.ts';
import { drawFloor, drawPlant, drawRug, drawWallpaper, drawWindow, drawYarn, lightFromWindow } from './room.ts';

const furColors: readonly [Color, ...Color[]] = ['#8e8aa3', '#a7a2ba', '#79758f', '#bdb8cc', '#9a93ad'];

/** A furry little elephant that looks out of a cat house, in a warm room. */
export function drawElephant(scene: Scene): void {
  const { height, random } = scene;
  const wall = pick(random, ['#f2c9a0', '#efc4ae', '#e8cfa2'] as const);
  fillAll(
    scene,
    linear(scene.context, [0, 0], [0, height], [mix(wall, '#ffffff', 0.25), wall, mix(wall, '#b5713f', 0.35)]),
  );
  drawWallpaper(scene, mix(wall, '#a5603a', 0.3));
  drawFloor(scene);
  inUnits(scene, 0.5, 0.88, (context) => {
    drawWindow(context);
    drawPlant(context, scene);
    drawRug(context);
    drawHouse(context);
    drawPet(context, scene);
    drawYarn(context, [36, 1], pick(random, ['#d1495b', '#2f9c95', '#e3a72f'] as const));
  });
  lightFromWindow(scene);
  vignette(scene, 0.42, '#3a1608');
  grain(scene, 0.06);
}

function drawHouse(context: Context): void {
  ellipse(context, [0, 1], 34, 5, fade('#2a1008', 0.35));
  const wood = linear(context, [-28, 0], [28, 0], ['#d9a066', '#eab97c', '#c98a52']);
  // Cat ears on the roof make it a cat house from afar.
  for (const side of [-1, 1]) {
    polygon(context, [[side * 27, -41], [side * 24, -67], [side * 7, -57]], '#7c4a5e');
    polygon(context, [[side * 23.6, -46], [side * 22.4, -61.5], [side * 11, -56]], '#f0a5a8');
  }
  polygon(context, [[-27, 0], [-27, -40], [0, -60], [27, -40], [27, 0]], wood);
  for (let y = -4; y > -56; y -= 6) {
    const reach = y > -40 ? 27 : 27 * ((60 + y) / 20);
    curve(context, [[-reach, y], [reach, y]], fade('#7a4420', 0.4), 0.35);
  }
  polygon(
    context,
    [[-33, -38], [-30, -33], [0, -56.5], [0, -66]],
    linear(context, [-33, -38], [0, -62], ['#6b3d52', '#94586f']),
  );
  polygon(
    context,
    [[33, -38], [30, -33], [0, -56.5], [0, -66]],
    linear(context, [33, -38], [0, -62], ['#5a3146', '#7d475d']),
  );
  polygon(context, [[-27, -36], [0, -57.5], [27, -36], [27, -33.4], [0, -54], [-27, -33.4]], fade('#3a1c10', 0.28));
  drawBulbs(context);
  circle(context, [0, -24], 20, '#8a5530');
  circle(context, [0, -24], 18.6, '#a86b3d');
  circle(context, [0, -24], 17, radial(context, [0, -20], 18, ['#5c3320', '#2b140c', '#1a0a06']));
  drawPaw(context, [0, -48.6], 1);
}

function drawBulbs(context: Context): void {
  const colors = ['#ffd166', '#ff8a80', '#9be7c4', '#8ecbff'];
  for (let i = -4; i <= 4; i++) {
    const at: Point = [i * 6.6, -54 + Math.abs(i) * 5.1 + Math.sin(i * 2.2) * 0.8];
    glow(context, at, 4, colors[(i + 4) % 4] ?? '#ffd166', 0.7);
    circle(context, at, 0.95, colors[(i + 4) % 4] ?? '#ffd166');
    circle(context, [at[0] - 0.25, at[1] - 0.3], 0.3, '#fffdf4');
  }
}

function drawPaw(context: Context, [x, y]: Point, size: number): void {
  ellipse(context, [x, y + size], 1.5 * size, 1.2 * size, '#7c4a5e');
  for (const [dx, dy] of [[-1.7, -0.3], [-0.6, -1.2], [0.6, -1.2], [1.7, -0.3]] as const) 
    ellipse(context, [x + dx * size, y + dy * size], 0.55 * size, 0.7 * size, '#7c4a5e');
  
}

function drawPet(context: Context, scene: Scene): void {
  for (const side of [-1, 1]) 
    drawEar(context, scene, side);
  
  furryBall(context, scene, [0, -24], [13.5, 13], 1_900);
  blob(
    context,
    [[-8.6, -21], [-9, -15.6], [-4, -14], [4, -14], [9, -15.6], [8.6, -21], [0, -24]],
    fade('#c8c3d8', 0.35),
  );
  for (const side of [-1, 1]) {
    drawEye(context, side);
    ellipse(context, [side * 8.8, -19.4], 2.5, 1.6, fade('#ff8fa0', 0.5));
  }
  drawTrunk(context, scene);
  curve(context, [[4.4, -15], [7, -13.6], [8.6, -16]], '#4b4560', 0.5);
  drawTuft(context, scene);
  for (const side of [-1, 1]) {
    furryBall(context, scene, [side * 11, -7.2], [4.4, 3.2], 320);
    for (const toe of [-1, 0, 1]) 
      ellipse(context, [side * 11 + toe * 2.2, -5], 0.85, 0.7, '#f1e8ee');
    
  }
}

function furryBall(context: Context, { random }: Scene, center: Point, radius: Point, count: number): void {
  const [x, y] = center;
  const shade = radial(
    context,
    [x - radius[0] * 0.3, y - radius[1] * 0.5],
    radius[0] * 1.7,
    ['#c2bdd0', '#928ca8', '#5f5a78'],
  );
  ellipse(context, center, radius[0], radius[1], shade);
  fur(context, random, { center, radius, colors: furColors, count, length: 1.9 });
}

function drawEar(context: Context, { random }: Scene, side: number): void {
  const outline: Point[] = [[8, -34], [17, -39], [26, -34], [26.5, -24], [21, -16], [13, -16], [9, -22]];
  blob(context, outline.map(([x, y]) => [side * x, y] as const), '#837d99');
  fur(
    context,
    random,
    { center: [side * 17.5, -27.5], radius: [8.6, 10.4], colors: furColors, count: 1_300, length: 2.3 },
  );
  const inner: Point[] = [[11, -31], [17, -35], [23, -31], [23, -25], [19, -20], [13, -20], [11, -25]];
  context.save();
  traceBlob(context, inner.map(([x, y]) => [side * x, y] as const));
  context.clip();
  ellipse(context, [side * 17, -27], 9, 11, radial(context, [side * 14, -27], 11, ['#f0b3bd', '#e79aa9', '#b98aa3']));
  fur(context, random, {
    center: [side * 17.5, -27.5], radius: [8, 10], colors: ['#f4c4cb', '#d990a3', '#e9aab5'], count: 300, length: 1.6,
  });
  context.restore();
}

function drawEye(context: Context, side: number): void {
  const at: Point = [side * 6, -24.6];
  circle(context, at, 2.7, '#241a2e');
  circle(
    context,
    [at[0], at[1] + 0.4],
    2,
    radial(context, [at[0], at[1] + 1.2], 2.2, ['#7a5230', '#3b2418', '#1b1220']),
  );
  circle(context, [at[0] - 0.9, at[1] - 1], 0.95, '#ffffff');
  circle(context, [at[0] + 0.9, at[1] + 1], 0.42, fade('#ffffff', 0.8));
  curve(context, [[at[0] - 2.6, at[1] - 3.6], [at[0], at[1] - 4.8], [at[0] + 2.6, at[1] - 3.6]], '#5c5672', 0.6);
}

function drawTrunk(context: Context, scene: Scene): void {
  const path: Point[] = [[0, -22], [0.4, -17], [0.8, -11], [-0.4, -6], [-3.6, -3.4], [-6, -5]];
  curve(context, path, '#908aa6', 6);
  for (const [x, y] of path) 
    fur(context, scene.random, { center: [x, y], radius: [2.8, 2.8], colors: furColors, count: 190, length: 1.2 });
  
  for (let i = 0; i < 5; i++) {
    const y = -17.5 + i * 2.6;
    curve(context, [[-2, y], [0.6, y + 0.8], [3.2, y]], fade('#4b4560', 0.4), 0.3);
  }
  ellipse(context, [-6.4, -5.4], 1.5, 2.3, '#d7a0ae', 0.9);
}

function drawTuft(context: Context, { random }: Scene): void {
  for (let i = 0; i < 46; i++) {
    const lean = between(random, -1, 1);
    const root: Point = [lean * 4, -36];
    const tip: Point = [lean * 8 + between(random, -1, 1), -42 - between(random, 0, 4) + Math.abs(lean) * 3];
    curve(context, [root, [lean * 4.4, -40], tip], fade(pick(random, furColors), 0.9), 0.45);
  }
}
