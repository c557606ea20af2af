import { grain, vignette } from '../finish.ts';
import {
  between, blob, circle, curve, ellipse, fade, fillAll, glow, inUnits, linear, mix, pick, polygon, radial,
  type Color, type Context, type Point, type Scene,
} from '../kit.ts';
import { embers, fog } from '../weather.ts';

/** A lone samurai before a burning pagoda. */
export function drawSamurai(scene: Scene): void {
  const { context, height } = scene;
  fillAll(scene, linear(context, [0, 0], [0, height], ['#0b0f22', '#3a1022', '#a32a14', '#f2741c', '#ffb347']));
  drawSmoke(scene);
  inUnits(scene, 0.52, 0.86, (units) => {
    glow(units, [0, -36], 74, '#ff6a1a', 0.9);
    drawFlames(units, scene, { count: 60, reach: 40, base: -2, tall: 62, colors: ['#a3200c', '#e8501a', '#ff9a2e'] });
    drawPagoda(units, scene);
    drawFlames(units, scene, { count: 44, reach: 42, base: 2, tall: 30, colors: ['#e8501a', '#ffb52e', '#fff3c0'] });
  });
  fog(scene, 0.78, 0.88, '#ffb46b', 0.1);
  drawGround(scene);
  inUnits(scene, 0.5, 0.97, (units) => {
    drawBanner(units, scene);
    drawWarrior(units);
  });
  embers(scene, 240);
  vignette(scene, 0.55, '#04061a');
  grain(scene, 0.07);
}

function drawSmoke({ context, width, height, random }: Scene): void {
  for (let i = 0; i < 46; i++) {
    const at: Point = [random() * width, random() * height * 0.5];
    const radius = between(random, 0.08, 0.2) * Math.min(width, height);
    const color = pick(random, ['#0a0a18', '#2a0f1c', '#5c1c1a'] as const);
    circle(context, at, radius, radial(context, at, radius, [fade(color, 0.4), fade(color, 0.2), fade(color, 0)]));
  }
}

function drawPagoda(context: Context, { random }: Scene): void {
  for (let tier = 0; tier < 5; tier++) {
    const y = -9 - tier * 13;
    const half = 25 - tier * 3.4;
    const wall = half * 0.66;
    context.fillStyle = linear(context, [0, y - 9], [0, y + 2], ['#3b0d0c', '#200608']);
    context.fillRect(-wall, y - 9, wall * 2, 11);
    for (let column = -2; column <= 2; column++) {
      const x = (column * wall) / 2.7;
      context.fillStyle = linear(context, [0, y - 7], [0, y], ['#fff0a8', '#ff8a1f']);
      context.fillRect(x - wall * 0.12, y - 6.4, wall * 0.24, 6.6);
      curve(context, [[x, y - 6.4], [x, y]], '#3b0d0c', 0.4);
      glow(context, [x, y - 3], 6, '#ff9a2e', 0.6);
    }
    drawRoof(context, y - 8, half, tier === 4 ? 9 : 5.4);
    for (let i = 0; i < 4; i++) {
      const x = between(random, -half, half) * 0.9;
      const tall = between(random, 6, 15);
      flame(
        context,
        [x, y - 8],
        between(random, 1.6, 3.6),
        tall,
        between(random, -3, 3),
        ['#d63a10', '#ff8f1f', '#fff0a8'],
      );
    }
  }
  curve(context, [[0, -78], [0, -92]], '#1c0608', 1);
  for (const y of [-82, -85, -88]) 
    ellipse(context, [0, y], 1.8, 0.6, '#1c0608');
  
}

function drawRoof(context: Context, y: number, half: number, tall: number): void {
  for (const [lift, color] of [[0, '#ff9a3c'], [0.55, '#1a070b']] as const) {
    context.beginPath();
    context.moveTo(-half - 5, y - 3.2 + lift);
    context.quadraticCurveTo(-half, y + 1 + lift, -half + 5, y + 1.2 + lift);
    context.lineTo(half - 5, y + 1.2 + lift);
    context.quadraticCurveTo(half, y + 1 + lift, half + 5, y - 3.2 + lift);
    context.quadraticCurveTo(half * 0.72, y - 2 + lift, half * 0.5, y - tall + lift);
    context.lineTo(-half * 0.5, y - tall + lift);
    context.quadraticCurveTo(-half * 0.72, y - 2 + lift, -half - 5, y - 3.2 + lift);
    context.fillStyle = color;
    context.fill();
  }
}

/** One tongue of fire: nested shapes, the inner ones brighter. */
function flame(
  context: Context,
  [x, y]: Point,
  half: number,
  tall: number,
  lean: number,
  colors: readonly Color[],
): void {
  colors.forEach((color, index) => {
    const size = 1 - index * 0.3;
    const [w, h, bend] = [half * size, tall * size, lean * size];
    context.beginPath();
    context.moveTo(x, y);
    context.bezierCurveTo(x - w * 1.5, y - h * 0.1, x - w * 0.9 + bend, y - h * 0.5, x + bend * 1.6, y - h);
    context.bezierCurveTo(x + w * 0.2 + bend, y - h * 0.62, x + w * 1.7 + bend * 0.4, y - h * 0.34, x, y);
    context.fillStyle = linear(context, [0, y], [0, y - h], [fade(color, 0.95), fade(color, 0.8), fade(color, 0.25)]);
    context.fill();
  });
}

function drawFlames(
  context: Context,
  { random }: Scene,
  fire: { count: number; reach: number; base: number; tall: number; colors: readonly Color[] },
): void {
  for (let i = 0; i < fire.count; i++) {
    const x = between(random, -fire.reach, fire.reach);
    const tall = fire.tall * (1.15 - Math.abs(x) / fire.reach) * between(random, 0.5, 1.2);
    flame(context, [x, fire.base + random() * 3], between(random, 2.5, 5.5), tall, between(random, -4, 4), fire.colors);
  }
}

function drawGround({ context, width, height, random }: Scene): void {
  const top = height * 0.855;
  const unit = Math.min(width, height) / 100;
  const edge = Array.from({ length: 25 }, (_, i): Point => [(i / 24) * width, top + between(random, -0.8, 0.8) * unit]);
  polygon(
    context,
    [...edge, [width, height], [0, height]],
    linear(context, [0, top], [0, height], ['#4a1a1c', '#151a33', '#0a0e20']),
  );
  curve(context, edge, fade('#ffb066', 0.6), 0.35 * unit);
  for (let i = 0; i < 70; i++) {
    const at: Point = [random() * width, between(random, top + 2 * unit, height)];
    const depth = (at[1] - top) / (height - top);
    const size = (0.4 + depth * 2) * unit * random();
    polygon(
      context,
      [[at[0] - size, at[1]], [at[0] - size * 0.3, at[1] - size * 0.7], [at[0] + size, at[1]]],
      mix('#3a2430', '#10162c', depth),
    );
  }
}

function drawBanner(context: Context, { random }: Scene): void {
  curve(context, [[-25, 0], [-24.4, -52]], '#0b0a14', 1);
  curve(context, [[-25, -51], [-12, -51.6]], '#0b0a14', 0.7);
  const right = Array.from(
    { length: 12 },
    (_, i): Point => [-12.4 + Math.sin(i * 0.8) * 1.8 + between(random, -0.5, 0.5), -51 + i * 2.7],
  );
  const torn: Point[] = [[-13, -19], [-15, -23], [-16.6, -17], [-18.6, -22], [-20, -14], [-22.4, -20], [-24.6, -16]];
  polygon(
    context,
    [[-24.4, -51], ...right, ...torn],
    linear(context, [-25, 0], [-11, 0], ['#3d0b14', '#8f1a20', '#c5402a']),
  );
  for (const [x, y, size] of [[-15, -30, 1], [-21, -27, 0.8], [-17, -41.5, 0.6]] as const) 
    ellipse(context, [x, y], size, size * 1.7, '#f2741c', 0.4);
  
  circle(context, [-18.4, -40], 4, '#140a12');
  circle(context, [-18.4, -40], 2.9, '#8f1a20');
  polygon(context, [[-18.4, -42.6], [-16.2, -38.6], [-20.6, -38.6]], '#140a12');
}

/** Seen from behind, dark against the fire: cold blue armour, a rim of orange light. */
function drawWarrior(context: Context): void {
  ellipse(context, [2, 0.6], 17, 2.2, fade('#02030a', 0.7));
  const pieces: readonly (readonly Point[])[] = [
    [[-6.6, 0], [-7.4, -13], [-1, -14], [-1.4, 0]],
    [[6.6, 0], [7.4, -13], [1, -14], [1.4, 0]],
    [[-9, -8.6], [-7.6, -20], [7.6, -20], [9, -8.6], [4.6, -7.8], [0, -9.4], [-4.6, -7.8]],
    [[-8, -19], [-8.6, -33], [-4, -36.4], [4, -36.4], [8.6, -33], [8, -19]],
    [[-7.4, -33.6], [-14.4, -31], [-15.4, -20.4], [-9.6, -21]],
    [[7.4, -33.6], [14.4, -31], [15.4, -20.4], [9.6, -21]],
    [[-13.4, -21], [-14.4, -12], [-11.4, -10.6], [-9.6, -20]],
    [[13.4, -21], [14.4, -12], [11.4, -10.6], [9.6, -20]],
    [[-6.6, -34.8], [-5.4, -41.6], [-3, -44.8], [3, -44.8], [5.4, -41.6], [6.6, -34.8], [0, -33.8]],
  ];
  for (const piece of pieces) {
    for (const side of [-0.5, 0.5]) 
      polygon(context, piece.map(([x, y]): Point => [x + side, y - 0.3]), '#ff8f3c');
    
  }
  for (const piece of pieces) 
    polygon(context, piece, linear(context, [0, -45], [0, 0], ['#1c2744', '#141b33', '#0a0e1e']));
  
  drawHelmet(context);
  for (const side of [-1, 1]) {
    for (let row = 0; row < 4; row++) {
      curve(context, [[side * 8.4, -30.4 + row * 2.7], [side * 14.4, -28.4 + row * 2.5]], '#4a6aa8', 0.4);
      curve(context, [[side * (1.6), -18 + row * 2.5], [side * 8, -17.4 + row * 2.5]], '#3d5a94', 0.35);
    }
    for (let row = 0; row < 3; row++) 
      curve(context, [[side * 0.8, -32 + row * 3.6], [side * 7.6, -31.4 + row * 3.6]], '#34508a', 0.4);
    
  }
  blob(context, [[-8.6, -21.6], [0, -20.2], [8.6, -21.6], [8.4, -18.8], [0, -17.6], [-8.4, -18.8]], '#7d1520');
  // What the battle left.
  for (const [x, y, size] of [
    [-4, -28, 1.6], [5.4, -25, 1.1], [-11.6, -26, 1.3], [3, -13.6, 1.4], [-5.6, -6, 1],
  ] as const) {
    curve(context, [[x - size, y - size * 2], [x, y], [x + size, y + size * 2.4]], fade('#a3141f', 0.9), size * 0.5);
    curve(context, [[x + size, y + size * 2.4], [x + size, y + size * 4]], fade('#a3141f', 0.8), 0.3);
  }
  curve(context, [[14.4, -11], [20, -4], [30, 3.4]], '#0b0e1c', 1.2);
  curve(context, [[14.6, -11.6], [22.4, -4.4], [31, 1.6]], '#dfe9ff', 0.7);
  curve(context, [[15.4, -11.4], [23.2, -4.4], [31, 1.2]], '#ff9a4a', 0.25);
}

function drawHelmet(context: Context): void {
  for (const side of [-1, 1]) {
    const horn: Point[] = [[side * 2, -44], [side * 7, -47], [side * 9.4, -55], [side * 5.4, -49], [side * 1.4, -46.4]];
    polygon(context, horn, linear(context, [0, -55], [0, -44], ['#ffe6a0', '#d98a2b']));
    polygon(context, [[side * 3, -38], [side * 8.6, -34.6], [side * 8, -32.8], [side * 3, -33.8]], '#101730');
  }
  for (let row = 0; row < 3; row++) {
    curve(
      context,
      [[-6.4 - row * 0.5, -38 + row * 1.6], [0, -36.8 + row * 1.6], [6.4 + row * 0.5, -38 + row * 1.6]],
      '#5f82c4',
      0.45,
    );
  }
  for (const x of [-3.4, 0, 3.4]) 
    curve(context, [[x * 1.2, -39.6], [x * 0.5, -44.6]], '#4a6aa8', 0.3);
  
  circle(context, [0, -45], 1.1, '#d98a2b');
}
