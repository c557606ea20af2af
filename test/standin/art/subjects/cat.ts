import { halftone } from '../finish.ts';
import {
  between, circle, curve, ellipse, fade, fillAll, glow, inUnits, mix, pick, polygon, radial,
  type Color, type Context, type Point, type Scene,
} from '../kit.ts';
import { stars } from '../weather.ts';

type Facet = readonly Point[];

/** The right half of the face; the left one mirrors it. */
const facets: readonly Facet[] = [
  [[10, -27], [32, -50], [37, -13], [22, -19]],
  [[0, -27], [10, -27], [13, -14], [0, -9]],
  [[10, -27], [22, -19], [29, -9], [13, -14]],
  [[22, -19], [37, -13], [41, 3], [29, -9]],
  [[0, -9], [13, -14], [29, -9], [25, 5], [8, 3]],
  [[29, -9], [41, 3], [38, 14], [25, 5]],
  [[25, 5], [38, 14], [27, 26], [15, 17]],
  [[8, 3], [25, 5], [15, 17], [6, 12]],
  [[0, -9], [8, 3], [6, 12], [0, 10]],
  [[6, 12], [15, 17], [27, 26], [10, 27], [0, 18], [0, 12]],
  [[0, 18], [10, 27], [27, 26], [11, 36], [0, 38]],
];

const warm: readonly [Color, ...Color[]] = [
  '#e63b2e', '#f26a1b', '#f9a11b', '#ffd23f', '#c81d4e', '#ff7f50', '#f4e3b2',
];
const green: readonly [Color, ...Color[]] = ['#1fa85a', '#7ac943', '#0f7a4a'];
const ink = '#0a0a0d';

/** The face of a cat, cut into flat coloured planes, floating as a hologram over a black ground. */
export function drawCubistCat(scene: Scene): void {
  const { random } = scene;
  fillAll(scene, '#050507');
  stars(scene, 110, 1);
  inUnits(scene, 0.5, 0.51, (context) => {
    context.scale(0.93, 0.93);
    drawProjection(context, scene);
    drawSolids(context, scene);
    for (const side of [-1, 1]) {
      facets.forEach((facet, index) => drawFacet(context, scene, facet, side, index));
      drawInnerEar(context, side);
    }
    drawEyes(context, pick(random, ['#38e07b', '#7dff5a', '#24d6a4'] as const));
    drawMuzzle(context);
    drawHologramLines(context);
  });
  halftone(scene, '#000000', 0.07);
}

function drawFacet(context: Context, { random }: Scene, facet: Facet, side: number, index: number): void {
  const isGreen = random() < 0.22;
  const base = pick(random, isGreen ? green : warm);
  const center = centerOf(facet);
  const angle = between(random, 0, Math.PI);
  const parts = split(facet, center, angle).flatMap((part) =>
    index % 2 === 0 ? split(part, centerOf(part), angle + between(random, 0.8, 1.6)) : [part],
  );
  parts.forEach((part, number) => {
    const shade = mix(base, number % 2 === 0 ? '#ffffff' : ink, 0.16 * number);
    const points = part.map(([x, y]): Point => [x * side, y]);
    polygon(context, points, side < 0 ? mix(shade, '#2a0a2e', 0.14) : shade);
    if (random() < 0.3) 
      hatch(context, points, fade(ink, 0.55));
    
    outline(context, points, 0.55);
  });
  outline(context, facet.map(([x, y]): Point => [x * side, y]), 1.1);
}

/** Cuts a convex outline along a line through a point. */
function split(facet: Facet, [cx, cy]: Point, angle: number): Facet[] {
  const side = ([x, y]: Point): number => (x - cx) * Math.sin(angle) - (y - cy) * Math.cos(angle);
  const half = (sign: number): Facet =>
    facet.flatMap((point, index) => {
      const next = facet[(index + 1) % facet.length] ?? point;
      const [here, there] = [side(point) * sign, side(next) * sign];
      const kept = here >= 0 ? [point] : [];
      const share = here / (here - there);
      const cut: Point = [point[0] + (next[0] - point[0]) * share, point[1] + (next[1] - point[1]) * share];
      return here * there < 0 ? [...kept, cut] : kept;
    });
  return [half(1), half(-1)].filter((part) => part.length > 2);
}

function centerOf(facet: Facet): Point {
  const sum = facet.reduce<Point>(([x, y], [px, py]) => [x + px, y + py], [0, 0]);
  return [sum[0] / facet.length, sum[1] / facet.length];
}

function outline(context: Context, points: readonly Point[], width: number): void {
  context.beginPath();
  points.forEach(([x, y]) => context.lineTo(x, y));
  context.closePath();
  context.lineJoin = 'round';
  context.strokeStyle = ink;
  context.lineWidth = width;
  context.stroke();
}

function hatch(context: Context, points: readonly Point[], color: string): void {
  context.save();
  context.beginPath();
  points.forEach(([x, y]) => context.lineTo(x, y));
  context.clip();
  context.strokeStyle = color;
  context.lineWidth = 0.28;
  for (let offset = -60; offset < 60; offset += 1.3) {
    context.beginPath();
    context.moveTo(offset, -60);
    context.lineTo(offset + 60, 60);
    context.stroke();
  }
  context.restore();
}

function drawInnerEar(context: Context, side: number): void {
  const left: Point[] = [[side * 17, -27], [side * 29.6, -42], [side * 27, -25]];
  const right: Point[] = [[side * 29.6, -42], [side * 33, -19], [side * 27, -25]];
  polygon(context, left, '#ff9aa8');
  polygon(context, right, '#d9486a');
  outline(context, left, 0.7);
  outline(context, right, 0.7);
}

function drawEyes(context: Context, iris: Color): void {
  for (const side of [-1, 1]) {
    const at = (x: number, y: number): Point => [side * x, y];
    const almond = [at(6.5, 2), at(12, -7.5), at(20, -9.5), at(27, -6), at(22.5, 2.4), at(14, 4.6)];
    polygon(context, almond, '#fff6d8');
    const left = [at(11, -6.2), at(17, -8.6), at(17, 3.8), at(11.6, 3.4)];
    const right = [at(17, -8.6), at(22.6, -7.2), at(22, 2.2), at(17, 3.8)];
    polygon(context, left, iris);
    polygon(context, right, mix(iris, '#05402c', 0.5));
    polygon(context, [at(17, -8.2), at(19, -2.4), at(17, 3.4), at(15, -2.4)], ink);
    polygon(context, [at(13, -6), at(15, -6.8), at(14.4, -4)], '#ffffff');
    outline(context, almond, 1.2);
  }
}

function drawMuzzle(context: Context): void {
  const left: Point[] = [[-5.4, 10.4], [0, 9], [0, 17]];
  const right: Point[] = [[5.4, 10.4], [0, 9], [0, 17]];
  polygon(context, left, '#ff6f91');
  polygon(context, right, '#c2335f');
  outline(context, left, 0.8);
  outline(context, right, 0.8);
  for (const side of [-1, 1]) {
    line(context, [[0, 17], [0, 20.5], [side * 7, 25], [side * 13, 22.6]], ink, 1.1);
    for (const [y, tilt] of [[14, -7], [17, -1], [20, 5]] as const) 
      line(context, [[side * 13, y], [side * 47, y + tilt]], '#fff6d8', 0.55);
    
  }
}

function line(context: Context, points: readonly Point[], color: string, width: number): void {
  context.beginPath();
  points.forEach(([x, y]) => context.lineTo(x, y));
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke();
}

/** The lamp below and the cone of light that the face floats in. */
function drawProjection(context: Context, { random }: Scene): void {
  glow(context, [0, 0], 62, '#1d9e8f', 0.5);
  polygon(
    context,
    [[-10, 47], [10, 47], [46, -44], [-46, -44]],
    radial(context, [0, 46], 90, [fade('#4dffd2', 0.4), fade('#4dffd2', 0)]),
  );
  for (let i = -6; i <= 6; i++) 
    line(context, [[i * 1.6, 47], [i * 8, -46 + Math.abs(i)]], fade('#7dffe4', 0.14), 0.2);
  
  for (const [radius, alpha] of [[18, 0.9], [13, 0.7], [8, 1]] as const) {
    context.beginPath();
    context.ellipse(0, 46.5, radius, radius * 0.16, 0, 0, 2 * Math.PI);
    context.strokeStyle = fade('#6dffdf', alpha);
    context.lineWidth = 0.45;
    context.stroke();
  }
  glow(context, [0, 46.5], 16, '#9dfff0', 0.9);
  for (let i = 0; i < 3; i++) {
    context.beginPath();
    context.ellipse(0, -2, 49 + i * 3, 13 + i * 2.4, between(random, -0.5, 0.5), 0, 2 * Math.PI);
    context.strokeStyle = fade(i % 2 === 0 ? '#6dffdf' : '#ff5fa2', 0.5);
    context.lineWidth = 0.25;
    context.stroke();
  }
}

/** Spheres, cubes and pyramids that drift around. */
function drawSolids(context: Context, { random }: Scene): void {
  for (const [x, y, size] of [
    [-43, -34, 4], [44, -38, 3.2], [-45, 28, 3.4], [43, 33, 4.4], [-38, 40, 2], [46, 6, 1.8],
  ] as const) {
    const color = pick(random, [...warm, ...green] as [Color, ...Color[]]);
    const kind = random();
    if (kind < 0.34) {
      circle(
        context,
        [x, y],
        size,
        radial(context, [x - size / 3, y - size / 3], size * 1.5, ['#ffffff', color, mix(color, ink, 0.7)]),
      );
    } else if (kind < 0.67) {
      polygon(
        context,
        [[x, y - size], [x + size, y - size / 2], [x, y], [x - size, y - size / 2]],
        mix(color, '#ffffff', 0.45),
      );
      polygon(context, [[x - size, y - size / 2], [x, y], [x, y + size], [x - size, y + size / 2]], color);
      polygon(
        context,
        [[x + size, y - size / 2], [x, y], [x, y + size], [x + size, y + size / 2]],
        mix(color, ink, 0.5),
      );
    } else {
      polygon(context, [[x, y - size], [x - size, y + size * 0.7], [x + size * 0.3, y + size]], color);
      polygon(context, [[x, y - size], [x + size, y + size * 0.5], [x + size * 0.3, y + size]], mix(color, ink, 0.5));
    }
  }
}

function drawHologramLines(context: Context): void {
  for (const [shift, color] of [[-0.9, '#22e6ff'], [0.9, '#ff3d9a']] as const) {
    const half: Point[] = [[0, -27], [10, -27], [32, -50], [37, -13], [41, 3], [38, 14], [27, 26], [11, 36], [0, 38]];
    const around = [...half, ...half.map(([x, y]): Point => [-x, y]).toReversed()];
    context.save();
    context.globalCompositeOperation = 'screen';
    context.translate(shift, 0);
    context.beginPath();
    around.forEach(([x, y]) => context.lineTo(x, y));
    context.strokeStyle = fade(color, 0.85);
    context.lineWidth = 0.5;
    context.stroke();
    context.restore();
  }
  for (let y = -52; y < 44; y += 1.6) 
    curve(context, [[-48, y], [48, y]], fade('#8ffff0', 0.05), 0.4);
  
  ellipse(context, [0, 47], 8, 1.2, fade('#eafffb', 0.9));
}
