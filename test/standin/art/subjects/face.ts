import { grain, vignette } from '../finish.ts';
import {
  between, blob, circle, curve, ellipse, fade, fillAll, glow, haze, inUnits, linear, polygon, radial, traceBlob,
  type Context, type Point, type Scene,
} from '../kit.ts';
import { blue, drawDoodles, ink } from './doodles.ts';

const outline: readonly Point[] = [
  [0, -44], [20, -42], [32, -26], [34, -4], [31, 14], [25, 31], [13, 45], [0, 49],
  [-13, 45], [-25, 31], [-31, 14], [-34, -4], [-32, -26], [-20, -42],
];

/** A hooded face: the left side painted yellow with doodles, the right side dark and mechanical. */
export function drawPaintedFace(scene: Scene): void {
  const { context, width, height } = scene;
  fillAll(scene, linear(context, [0, 0], [width, height], ['#31596b', '#16293a', '#070b14']));
  inUnits(scene, 0.5, 0.5, (units) => {
    glow(units, [-52, -30], 60, '#ffcf5a', 0.4);
    drawHood(units);
    units.save();
    traceBlob(units, outline);
    units.clip();
    drawSkin(units);
    drawDoodles(units, scene);
    drawMachine(units, scene);
    drawSeam(units, scene);
    drawRelief(units);
    units.restore();
    drawPaintedEye(units);
    drawLens(units);
    drawNoseAndMouth(units);
    drawHoodEdge(units);
  });
  vignette(scene, 0.42, '#02040a');
  grain(scene, 0.07);
}

function drawHood(context: Context): void {
  blob(
    context,
    [[-64, 75], [-60, 10], [-48, -34], [-22, -60], [0, -64], [24, -60], [50, -34], [62, 10], [66, 75]],
    linear(context, [-60, -40], [60, 40], ['#3d5f7d', '#22384f', '#141f30', '#0b121e']),
  );
  for (let i = 0; i < 9; i++) {
    const x = -56 + i * 14;
    curve(
      context,
      [[x * 0.35, -62], [x * 0.9, -20], [x, 20], [x * 1.1, 70]],
      fade(i % 2 === 0 ? '#05090f' : '#6f9ab8', 0.22),
      2.2,
    );
  }
  blob(context, [[-44, 64], [-41, 0], [-34, -36], [0, -54], [34, -36], [41, 0], [44, 64]], '#04060b');
}

function drawSkin(context: Context): void {
  context.fillStyle = radial(context, [-14, -6], 46, ['#ffe36b', '#fbc42d', '#e39a17', '#9c5c0d']);
  context.fillRect(-40, -50, 42, 104);
  context.fillStyle = linear(context, [0, 0], [34, 0], ['#3a4658', '#232c3b', '#10151f']);
  context.fillRect(0, -50, 42, 104);
}

function drawMachine(context: Context, { random }: Scene): void {
  for (const [x, y, radius] of [[22, -30, 6], [29, -20, 4], [25, 21, 7], [15, 38, 4.5], [7, -37, 3.6]] as const) 
    drawGear(context, [x, y], radius, random() * 3);
  
  for (let i = 0; i < 13; i++) {
    const start: Point = [between(random, 2, 30), between(random, -44, 46)];
    const bend: Point = [start[0] + between(random, 3, 8), start[1] + between(random, -5, 5)];
    context.beginPath();
    context.moveTo(...start);
    context.lineTo(bend[0], start[1]);
    context.lineTo(bend[0] + 2, bend[1]);
    context.strokeStyle = fade('#4fb4ff', 0.65);
    context.lineWidth = 0.35;
    context.stroke();
    glow(context, start, 2.2, '#4fb4ff', 0.9);
    circle(context, start, 0.5, '#bfe6ff');
  }
  for (let i = 0; i < 5; i++) {
    curve(context, [[21, 4 + i * 2], [31, 3 + i * 2.2]], '#05070c', 0.9);
    curve(context, [[21, 4.6 + i * 2], [31, 3.6 + i * 2.2]], fade('#8ea3bd', 0.5), 0.25);
  }
  for (const [from, to] of [[[1, -15], [33, -12]], [[12, 12], [20, 46]], [[3, -44], [8, -16]]] as const) {
    curve(context, [from, to], '#05070c', 0.8);
    curve(context, [[from[0] + 0.5, from[1] + 0.5], [to[0] + 0.5, to[1] + 0.5]], fade('#a9bdd6', 0.35), 0.25);
  }
}

function drawGear(context: Context, [x, y]: Point, radius: number, turn: number): void {
  context.beginPath();
  for (let tooth = 0; tooth < 40; tooth++) {
    const angle = turn + (tooth / 40) * 2 * Math.PI;
    const reach = tooth % 4 < 2 ? radius : radius * 0.82;
    context.lineTo(x + Math.cos(angle) * reach, y + Math.sin(angle) * reach);
  }
  context.closePath();
  context.fillStyle = linear(
    context,
    [x - radius, y - radius],
    [x + radius, y + radius],
    ['#a8b6c8', '#5c6b80', '#28323f'],
  );
  context.fill();
  circle(context, [x, y], radius * 0.6, '#1a222e');
  for (let spoke = 0; spoke < 5; spoke++) {
    const angle = turn + (spoke / 5) * 2 * Math.PI;
    curve(
      context,
      [[x, y], [x + Math.cos(angle) * radius * 0.62, y + Math.sin(angle) * radius * 0.62]],
      '#7d8ca2',
      radius * 0.14,
    );
  }
  circle(context, [x, y], radius * 0.22, '#c7d3e2');
}

/** Where yellow meets the dark: torn, with a blue edge. */
function drawSeam(context: Context, { random }: Scene): void {
  const torn = Array.from({ length: 24 }, (_, i): Point => [between(random, -1.6, 1.6), -48 + i * 4.3]);
  polygon(context, [[-1, -50], ...torn, [-1, 52]], fade('#c98a1a', 0.9));
  curve(context, torn, ink, 1.5);
  curve(context, torn.map(([x, y]): Point => [x + 0.9, y]), blue, 0.7);
}

/** Light and shadow that make the flat paint a face. */
function drawRelief(context: Context): void {
  for (const side of [-1, 1]) {
    haze(context, [side * 15, -7], 15, 11, ink, 0.6);
    haze(context, [side * 31, 26], 17, 26, ink, side < 0 ? 0.5 : 0.8);
    haze(context, [side * 21, 10], 10, 6, '#ffffff', 0.35);
  }
  haze(context, [-6, -32], 22, 10, '#ffffff', 0.3);
  haze(context, [5, 6], 6, 17, '#000000', 0.6);
  haze(context, [0, 38], 14, 4, ink, 0.4);
  haze(context, [-2, 6], 3.4, 14, '#ffffff', 0.5);
  haze(context, [0, 41], 11, 5, '#ffffff', 0.2);
}

function drawPaintedEye(context: Context): void {
  blob(context, [[-29, -6], [-24, -14], [-14, -15.6], [-4, -8], [-3, -3], [-12, 1.6], [-22, 2]], ink);
  blob(context, [[-26, -6], [-21, -11.6], [-14, -12.4], [-6, -6.4], [-12, -1.6], [-20, -1.4]], '#f7f1dc');
  circle(context, [-15, -6.6], 5, '#2c1c02');
  circle(context, [-15, -6.6], 4.6, radial(context, [-15, -6.6], 4.8, ['#fffbd0', '#ffe81f', '#f5b400', '#a35f00']));
  for (let i = 0; i < 20; i++) {
    const angle = (i / 20) * 2 * Math.PI;
    curve(
      context,
      [
        [-15 + Math.cos(angle) * 2.2, -6.6 + Math.sin(angle) * 2.2],
        [-15 + Math.cos(angle) * 4.3, -6.6 + Math.sin(angle) * 4.3],
      ],
      fade('#8a4b00', 0.6),
      0.2,
    );
  }
  circle(context, [-15, -6.6], 2, '#07060a');
  circle(context, [-16.6, -8.2], 1.1, '#ffffff');
  blob(context, [[-27, -8], [-21, -14], [-13, -14.6], [-5, -8], [-13, -11.8], [-21, -11]], ink);
  glow(context, [-15, -6.6], 13, '#ffd000', 0.45);
}

function drawLens(context: Context): void {
  circle(context, [15, -6.6], 9.4, linear(context, [8, -14], [23, 2], ['#b6c4d6', '#4b596d', '#1b2330']));
  circle(context, [15, -6.6], 8, '#0a0e16');
  circle(context, [15, -6.6], 6.4, radial(context, [15, -6.6], 6.4, ['#e8fbff', '#46c8ff', '#0d4f9e', '#061226']));
  for (const radius of [3, 4.4, 5.8]) {
    context.beginPath();
    context.arc(15, -6.6, radius, radius, radius + 5);
    context.strokeStyle = fade('#bff0ff', 0.8);
    context.lineWidth = 0.3;
    context.stroke();
  }
  circle(context, [15, -6.6], 1.4, '#ffffff');
  glow(context, [15, -6.6], 17, '#2fb2ff', 0.75);
  for (let i = 0; i < 8; i++) {
    const angle = (i / 8) * 2 * Math.PI + 0.2;
    circle(context, [15 + Math.cos(angle) * 8.7, -6.6 + Math.sin(angle) * 8.7], 0.55, '#dfe8f2');
  }
}

function drawNoseAndMouth(context: Context): void {
  curve(context, [[-6, 13], [-5, 16], [-1.6, 16.4]], fade(ink, 0.75), 0.9);
  curve(context, [[6, 13], [5, 16], [1.6, 16.4]], fade('#000000', 0.8), 0.9);
  for (const [side, upper, lower] of [[-1, '#b3541e', '#d9772b'], [1, '#1c2740', '#2e3f61']] as const) {
    blob(context, [[0, 24], [side * 3, 22.6], [side * 11, 27.4], [side * 6, 28.4], [0, 28.2]], upper);
    blob(context, [[0, 28], [side * 6, 28.4], [side * 11.4, 27.4], [side * 6, 33], [0, 33.6]], lower);
  }
  curve(context, [[-11, 27.6], [-4, 28.6], [0, 28], [4, 28.6], [11, 27.6]], '#05060c', 0.6);
  ellipse(context, [-2.5, 30.6], 3.4, 0.8, fade('#ffffff', 0.35));
  curve(context, [[-3, 34.6], [-3, 47]], ink, 1);
}

/** The hood falls over the forehead and hides part of the right side. */
function drawHoodEdge(context: Context): void {
  const cloth = linear(context, [-40, -50], [44, 40], ['#41637f', '#22374d', '#0d1624']);
  blob(
    context,
    [
      [-46, 60], [-39, 6], [-37, -20], [-24, -37], [0, -43], [24, -38], [35, -20], [31, 8], [34, 60], [60, 64],
      [56, -20], [30, -58], [0, -64], [-30, -58], [-54, -20], [-60, 64],
    ],
    cloth,
  );
  for (let i = 0; i < 7; i++) {
    const reach = 40 + i * 4;
    const fold: Point[] = [
      [-reach - 2, 62], [-reach, 6], [-reach + 3, -22], [-reach * 0.62, -40 - i * 3], [0, -46 - i * 3.4],
    ];
    curve(context, fold, fade(i % 2 === 0 ? '#05090f' : '#9cc4de', 0.3), 1.8);
    curve(context, fold.map(([x, y]): Point => [-x * 0.93, y]), fade(i % 2 === 0 ? '#05090f' : '#6f9ab8', 0.25), 1.8);
  }
  for (const [shift, color] of [[0, fade('#a5c8de', 0.7)], [1.6, fade('#05090f', 0.6)]] as const) {
    curve(
      context,
      [
        [-44, 62], [-39 - shift, 6], [-37 - shift, -20], [-24, -37.6 - shift], [0, -42 - shift], [24, -38 - shift],
        [35 + shift, -20], [32 + shift, 8], [36, 62],
      ],
      color,
      0.8,
    );
  }
}
