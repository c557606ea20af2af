import { brushStrokes, vignette } from '../finish.ts';
import {
  between, blob, circle, curve, ellipse, fade, fillAll, glow, inUnits, linear, mix, pick, polygon, radial, roundRect,
  type Color, type Context, type Point, type Scene,
} from '../kit.ts';
import { stars } from '../weather.ts';

/** A round rusted robot that repairs a classic pickup truck under a starry sky. */
export function drawRobot(scene: Scene): void {
  const { context, width, height, random, words } = scene;
  fillAll(scene, linear(context, [0, 0], [0, height * 0.7], ['#101d5c', '#1f4aa0', '#3c86c4', '#f3c969']));
  stars(scene, 60, 0.4);
  drawSwirlingLights(scene);
  drawHills(scene);
  context.fillStyle = linear(context, [0, height * 0.74], [0, height], ['#c98a3b', '#8d5a2b', '#4a2f2a']);
  context.fillRect(0, height * 0.74, width, height * 0.26);
  const paint = pick(random, ['#1fa39a', '#d8433f', '#e8b23a', '#3fae6a'] as const);
  inUnits(scene, 0.5, 0.86, (units) => {
    ellipse(units, [6, 1], 52, 5, fade('#20102a', 0.5));
    units.scale(0.88, 0.88);
    drawTruck(units, paint);
    drawBot(units);
    drawSparks(units, scene, [-7.5, -25]);
  });
  if (/van gogh|painting|impressionis/.test(words)) 
    brushStrokes(scene);
  
  vignette(scene, 0.3, '#0a0a30');
}

function drawSwirlingLights({ context, width, height, random }: Scene): void {
  const unit = Math.min(width, height) / 100;
  for (let i = 0; i < 8; i++) {
    const at: Point = [width * (0.06 + i * 0.125), height * between(random, 0.06, 0.36)];
    const size = between(random, 1.4, 2.4) * unit;
    glow(context, at, size * 6, '#ffd75e', 0.75);
    circle(context, at, size, '#fff0b0');
    for (let ring = 1; ring < 5; ring++) {
      context.strokeStyle = fade(pick(random, ['#ffe28a', '#9fd4ff', '#5f9be0'] as const), 0.6);
      context.lineWidth = 0.7 * unit;
      context.beginPath();
      context.arc(...at, size * (1 + ring * 0.75), ring * 1.3, ring * 1.3 + 4.4);
      context.stroke();
    }
  }
  const moonAt: Point = [width * 0.86, height * 0.14];
  glow(context, moonAt, 24 * unit, '#ffcf4d', 0.8);
  circle(context, moonAt, 6.5 * unit, '#ffe38f');
  circle(context, [moonAt[0] - 2.6 * unit, moonAt[1] - unit], 5.4 * unit, fade('#3b6fb5', 0.9));
}

function drawHills({ context, width, height, random }: Scene): void {
  const colors = ['#3a5f9c', '#3f7a6d', '#7fa045', '#d9b544'];
  colors.forEach((color, layer) => {
    const base = height * (0.58 + layer * 0.05);
    const phase = random() * 6;
    context.beginPath();
    context.moveTo(0, height);
    for (let x = 0; x <= width; x += width / 60) {
      const wave = Math.sin((x / width) * (5 - layer) + phase) + 0.4 * Math.sin((x / width) * 11 + phase * 2);
      context.lineTo(x, base - wave * height * (0.04 - layer * 0.006));
    }
    context.lineTo(width, height);
    context.fillStyle = linear(
      context,
      [0, base - height * 0.05],
      [0, base + height * 0.12],
      [mix(color, '#fff3b0', 0.25), color],
    );
    context.fill();
  });
}

function drawTruck(context: Context, paint: Color): void {
  const body = linear(context, [0, -40], [0, -6], [mix(paint, '#ffffff', 0.45), paint, mix(paint, '#101030', 0.4)]);
  // Bed, cab, then the nose to the left, where the robot works.
  blob(context, [[26, -23], [52, -23.5], [57, -22], [56.6, -9], [52, -7], [26, -8]], body);
  roundRect(context, [27, -25], 26.5, 3, 1.4, mix(paint, '#ffffff', 0.3));
  blob(context, [[8, -8], [7, -26], [10, -42], [16, -45], [25, -45], [30, -41], [30.5, -8], [20, -7]], body);
  blob(
    context,
    [[11, -25.4], [12, -36], [15, -41], [25, -41.4], [27.6, -37], [27.6, -25.6]],
    linear(context, [10, -38], [27, -26], ['#d8f1ff', '#7fb4d8', '#38597f']),
  );
  polygon(context, [[13.6, -28], [16.6, -38], [18.8, -38], [15.8, -28]], fade('#ffffff', 0.5));
  curve(context, [[19.8, -37.5], [19.4, -26]], mix(paint, '#101030', 0.4), 0.8);
  blob(context, [[-12, -8], [-13, -16], [-12, -22], [-6, -25], [8, -25.5], [11, -24], [11, -8]], body);
  // The open hood.
  polygon(context, [[7, -26], [-5, -45], [-3, -46.4], [10.4, -28]], mix(paint, '#ffffff', 0.2));
  polygon(context, [[7, -26], [-5, -45], [-5.6, -44], [5, -25.4]], mix(paint, '#101030', 0.55));
  curve(context, [[-1, -25], [1, -34]], '#303048', 0.6);
  polygon(context, [[-8, -25], [-6, -29], [4, -29.4], [6, -25.4]], '#4a4a5c');
  for (const x of [-5, -2, 1]) 
    roundRect(context, [x, -31], 1.8, 4, 0.6, '#9a9ab0');
  
  roundRect(context, [-15.4, -13], 5, 3.4, 1.2, '#e8e8f0');
  roundRect(context, [13, -22], 4.4, 1.1, 0.5, '#f4f4ff');
  roundRect(context, [-13, -9], 67, 3, 1.4, mix(paint, '#101030', 0.5));
  curve(context, [[-10, -18], [10, -18.6], [51, -17]], fade('#fff6dc', 0.75), 0.9);
  circle(context, [-11.6, -18], 2.4, '#fff3c4');
  glow(context, [-13, -18], 14, '#ffe08a', 0.9);
  for (const x of [0, 41]) 
    drawWheel(context, [x, -6], paint);
  
}

function drawWheel(context: Context, at: Point, paint: Color): void {
  const [x, y] = at;
  context.beginPath();
  context.ellipse(x, y, 14, 13.4, 0, Math.PI, 0);
  context.fillStyle = linear(
    context,
    [0, y - 13],
    [0, y],
    [mix(paint, '#ffffff', 0.5), paint, mix(paint, '#101030', 0.35)],
  );
  context.fill();
  context.beginPath();
  context.arc(x, y, 9, Math.PI, 0);
  context.fillStyle = mix(paint, '#101030', 0.75);
  context.fill();
  circle(context, at, 7.4, '#22202e');
  circle(context, at, 4.6, '#f2ece0');
  circle(context, at, 3.4, radial(context, [x - 1, y - 1], 4, ['#ffffff', '#a8b4c8', '#5a6480']));
}

function drawBot(context: Context): void {
  const rust = radial(context, [-36, -27], 26, ['#f6b26b', '#d9793a', '#a9502a', '#6b2f22']);
  for (const x of [-35, -25]) {
    roundRect(context, [x - 2, -8], 4, 8, 1.5, '#7d4a36');
    blob(context, [[x - 5, 1], [x - 4, -3.6], [x + 3, -3.6], [x + 4.6, 1]], '#5d3a34');
  }
  curve(context, [[-44, -20], [-50, -14], [-48, -7]], '#8a4b30', 3);
  circle(context, [-48, -6.4], 2.4, '#5d3a34');
  circle(context, [-30, -21], 16, rust);
  for (const [x, y, rx, ry] of [
    [-40, -14, 4, 2.6], [-24, -10, 5, 2.4], [-38, -30, 3, 2], [-20, -26, 2.2, 3],
  ] as const) 
    ellipse(context, [x, y], rx, ry, fade('#6b2a1a', 0.55), 0.6);
  
  curve(context, [[-45.4, -17], [-30, -13.6], [-14.6, -17]], fade('#5a2a1c', 0.8), 0.8);
  for (let i = 0; i < 9; i++) {
    const angle = 0.35 + i * 0.3;
    circle(context, [-30 + Math.cos(angle) * 14.4, -21 + Math.sin(angle) * 14.4], 0.55, '#f3cfa0');
  }
  roundRect(context, [-34, -11.6], 8, 4.6, 1, '#4a2a26');
  for (const [index, color] of ['#ff5d5d', '#ffd75e', '#5be8a0'].entries()) 
    circle(context, [-32 + index * 2, -9.3], 0.7, color);
  
  roundRect(context, [-40, -29], 20, 10.4, 5.2, '#2c2338');
  for (const x of [-35, -25]) {
    glow(context, [x, -23.8], 8, '#57f0ff', 0.9);
    circle(context, [x, -23.8], 3.2, '#9ffaff');
    circle(context, [x + 0.8, -23.8], 1.6, '#0d5a78');
    circle(context, [x + 0.2, -24.8], 0.7, '#ffffff');
  }
  curve(context, [[-32.6, -16.6], [-30, -15.2], [-27.4, -16.6]], '#4a2320', 0.7);
  curve(context, [[-30, -37], [-30.6, -41], [-29, -44]], '#7d4a36', 0.9);
  glow(context, [-29, -45], 7, '#ff6d4d', 0.9);
  circle(context, [-29, -45], 1.5, '#ffb199');
  // The arm with the wrench reaches into the engine.
  curve(context, [[-17, -22], [-14, -30], [-11, -28]], '#8a4b30', 3.2);
  circle(context, [-11.4, -28.4], 2.3, '#5d3a34');
  curve(context, [[-12, -29], [-7, -25]], '#d5dbe8', 1.5);
  circle(context, [-6.6, -24.8], 1.5, '#d5dbe8');
}

function drawSparks(context: Context, { random }: Scene, at: Point): void {
  glow(context, at, 12, '#ffe08a', 1);
  for (let i = 0; i < 26; i++) {
    const angle = random() * 2 * Math.PI;
    const reach = between(random, 3, 9);
    const end: Point = [at[0] + Math.cos(angle) * reach, at[1] + Math.sin(angle) * reach];
    curve(context, [[at[0] + Math.cos(angle), at[1] + Math.sin(angle)], end], fade('#fff3b0', 0.9), 0.35);
  }
}
