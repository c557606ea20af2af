import { grain, vignette } from '../finish.ts';
import {
  between, circle, curve, ellipse, fade, fillAll, glow, haze, inUnits, linear, polygon, roundRect, type Context,
  type Point, type Scene,
} from '../kit.ts';
import { fog } from '../weather.ts';
import { drawTinyCar } from './tinyCar.ts';

const light = '#6dffa0';

/** A remote gas station in crimson fog and green light, with a tiny car. */
export function drawGasStation(scene: Scene): void {
  const { context, height, random } = scene;
  fillAll(scene, linear(context, [0, 0], [0, height * 0.72], ['#020806', '#06180f', '#123423', '#3d2a25', '#7a1f2a']));
  fog(scene, 0.42, 0.72, '#c21e3a', 0.2);
  inUnits(scene, 0.5, 0.7, (units) => {
    for (const [x, size] of [[-47, 22], [-36, 15], [-58, 19], [45, 21], [55, 16], [37, 13], [66, 20]] as const) 
      drawTree(units, [x, 1], size * between(random, 0.9, 1.1), -Math.PI / 2, 6, random);
    
  });
  fog(scene, 0.5, 0.72, '#a3203a', 0.14);
  drawGround(scene);
  inUnits(scene, 0.5, 0.72, (units) => {
    drawShadows(units);
    drawShop(units);
    drawCanopy(units);
    for (const x of [-10, 5]) 
      drawPump(units, [x, 3]);
    
    drawVendingMachine(units, [-34, 2]);
    drawPuddles(units, scene);
    drawTinyCar(units, [27, 11]);
    drawLightCones(units);
  });
  fog(scene, 0.62, 0.98, '#c4203e', 0.16);
  fog(scene, 0.3, 0.6, '#b81f3a', 0.1);
  fog(scene, 0.55, 0.75, '#2fae6a', 0.07);
  vignette(scene, 0.5, '#010503');
  grain(scene, 0.06);
}

function drawTree(
  context: Context,
  [x, y]: Point,
  length: number,
  angle: number,
  depth: number,
  random: () => number,
): void {
  const tip: Point = [x + Math.cos(angle) * length * 0.36, y + Math.sin(angle) * length * 0.36];
  curve(context, [[x, y], tip], fade('#07120c', 0.8), depth * 0.2);
  if (depth > 1) {
    const branches = random() < 0.4 ? 3 : 2;
    for (let i = 0; i < branches; i++) {
      drawTree(
        context,
        tip,
        length * between(random, 0.72, 0.9),
        angle + between(random, -0.65, 0.65),
        depth - 1,
        random,
      );
    }
  }
}

function drawGround({ context, width, height, random }: Scene): void {
  const top = height * 0.71;
  const unit = Math.min(width, height) / 100;
  context.fillStyle = linear(context, [0, top], [0, height], ['#1d4a33', '#0f2a1d', '#07130d', '#030705']);
  context.fillRect(0, top, width, height - top);
  for (let i = 0; i < 130; i++) {
    const y = top + random() ** 1.6 * (height - top);
    ellipse(
      context,
      [random() * width, y],
      between(random, 2, 9) * unit,
      0.12 * unit,
      fade(random() < 0.7 ? light : '#ff4a5f', 0.08),
    );
  }
  for (let i = 0; i < 7; i++) {
    let [x, y] = [random() * width, top + random() * (height - top)];
    const crack: Point[] = [];
    for (let step = 0; step < 6; step++) {
      crack.push([x, y]);
      x += between(random, -1, 4) * unit;
      y += between(random, -0.7, 1.4) * unit;
    }
    curve(context, crack, fade('#000000', 0.5), 0.2 * unit);
  }
}

/** Everything between the lamps and the viewer throws a long shadow. */
function drawShadows(context: Context): void {
  for (const [x, half, reach] of [
    [-23.5, 1, -30], [20.5, 1, 26], [-10, 2.2, -13], [5, 2.2, 7], [-34, 4, -46],
  ] as const) {
    polygon(
      context,
      [[x - half, 2], [x + half, 2], [reach + half * 3, 46], [reach - half * 3, 46]],
      linear(context, [0, 2], [0, 46], [fade('#000000', 0.75), fade('#000000', 0)]),
    );
  }
}

function drawShop(context: Context): void {
  context.fillStyle = linear(context, [0, -22], [0, 1], ['#12241c', '#1c3a2c']);
  context.fillRect(-44, -21, 34, 22);
  context.fillStyle = '#0a1610';
  context.fillRect(-45.4, -23, 37, 2.6);
  roundRect(context, [-26, -16, ], 13, 9, 0.4, linear(context, [0, -16], [0, -7], ['#c6ffd8', '#4fbf7c']));
  context.fillStyle = '#173026';
  context.fillRect(-19.8, -16, 0.6, 9);
  for (const [x, tall] of [[-25, 4], [-22.6, 3], [-17, 5], [-14.8, 3.4]] as const) {
    context.fillStyle = '#1d4a33';
    context.fillRect(x, -7 - tall, 1.7, tall);
  }
  glow(context, [-19.5, -11], 15, light, 0.5);
}

function drawCanopy(context: Context): void {
  for (const x of [-24.5, 19.5]) {
    context.fillStyle = linear(context, [x, 0], [x + 2, 0], ['#3c6b52', '#142a1f']);
    context.fillRect(x, -27, 2, 30);
  }
  polygon(
    context,
    [[-36, -36], [34, -36], [37, -28], [-39, -28]],
    linear(context, [0, -36], [0, -28], ['#0d1c15', '#24503a']),
  );
  context.fillStyle = '#08120d';
  context.fillRect(-39, -28, 76, 2.6);
  context.fillStyle = fade('#d3213f', 0.95);
  context.fillRect(-39, -31, 76, 1.1);
  for (const x of [-32, -19, -6, 7, 20]) {
    roundRect(context, [x, -25.8], 9, 0.9, 0.4, '#eafff0');
    glow(context, [x + 4.5, -25], 13, light, 0.95);
  }
}

function drawLightCones(context: Context): void {
  context.save();
  context.globalCompositeOperation = 'screen';
  for (const x of [-27.5, -14.5, -1.5, 11.5, 24.5]) {
    polygon(
      context,
      [[x - 4, -25], [x + 4, -25], [x + 14, 7], [x - 14, 7]],
      linear(context, [0, -25], [0, 7], [fade(light, 0.28), fade(light, 0.05)]),
    );
  }
  haze(context, [0, 7], 52, 12, light, 0.5);
  context.restore();
}

function drawPump(context: Context, [x, y]: Point): void {
  ellipse(context, [x, y], 5, 1, '#08120d');
  roundRect(
    context,
    [x - 2.6, y - 13],
    5.2,
    13,
    0.8,
    linear(context, [x - 3, 0], [x + 3, 0], ['#8b2030', '#c4384a', '#5a1420']),
  );
  roundRect(context, [x - 3, y - 16.4], 6, 3.8, 1.4, linear(context, [0, y - 16], [0, y - 12], ['#dfffe9', '#8fd6ab']));
  roundRect(context, [x - 1.9, y - 11.6], 3.8, 3.4, 0.3, '#0c1f15');
  context.fillStyle = '#8dffb4';
  context.fillRect(x - 1.4, y - 10.9, 2, 0.5);
  context.fillRect(x - 1.4, y - 9.8, 2.7, 0.5);
  curve(context, [[x + 2.6, y - 11], [x + 5.4, y - 9], [x + 4.6, y - 2.4], [x + 2.7, y - 4]], '#050a07', 0.55);
  curve(context, [[x - 2.2, y - 7.4], [x - 0.8, y - 5], [x - 1.6, y - 3], [x + 0.4, y - 0.6]], '#14060a', 0.25);
  glow(context, [x, y - 14.6], 8, '#d3ffe2', 0.5);
}

function drawVendingMachine(context: Context, [x, y]: Point): void {
  roundRect(context, [x - 4.4, y - 16], 8.8, 16, 0.7, linear(context, [x - 4, 0], [x + 4, 0], ['#1f8f8a', '#0d4a4c']));
  roundRect(
    context,
    [x - 3.6, y - 14.8],
    5.2,
    10.6,
    0.4,
    linear(context, [0, y - 15], [0, y - 4], ['#f3fffb', '#9fffe4']),
  );
  const cans = ['#e5383b', '#ffb703', '#2a9d8f', '#9b5de5', '#f15bb5'];
  for (let i = 0; i < 20; i++) {
    roundRect(
      context,
      [x - 3.3 + (i % 4) * 1.22, y - 14.3 + Math.floor(i / 4) * 2.05],
      0.85,
      1.45,
      0.25,
      cans[(i * 7) % 5] ?? '#e5383b',
    );
  }
  roundRect(context, [x + 2.2, y - 13], 1.5, 3, 0.2, '#0b2a2b');
  circle(context, [x + 2.95, y - 8.6], 0.4, '#ff5d5d');
  roundRect(context, [x - 3.6, y - 3.4], 5.2, 1.8, 0.3, '#062021');
  glow(context, [x - 1, y - 9], 15, '#9fffe4', 0.75);
  haze(context, [x, y + 6], 7, 9, '#9fffe4', 0.5);
}

function drawPuddles(context: Context, { random }: Scene): void {
  for (const [x, y, half] of [[-22, 15, 14], [5, 21, 18], [40, 20, 10], [-44, 23, 11], [-4, 11, 8]] as const) {
    context.save();
    context.beginPath();
    context.ellipse(x, y, half, half * 0.17, 0, 0, 2 * Math.PI);
    context.clip();
    context.fillStyle = linear(context, [x - half, y], [x + half, y], ['#0b2a1c', '#2f8f5c', '#0d3a26']);
    context.fillRect(x - half, y - half, half * 2, half * 2);
    for (let i = 0; i < 9; i++) {
      const color = ['#7dffb0', '#ff4a68', '#d9fff0', '#9b5de5'][i % 4] ?? '#7dffb0';
      const at = x + between(random, -half, half);
      curve(
        context,
        [[at, y - 3], [at + 0.7, y - 1], [at - 0.6, y + 1], [at + 0.3, y + 3]],
        fade(color, 0.3),
        between(random, 0.5, 1.5),
      );
    }
    context.restore();
  }
}
