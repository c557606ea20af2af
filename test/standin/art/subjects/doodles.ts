import {
  between, circle, curve, fade, pick, type Context, type Point, type Scene,
} from '../kit.ts';

/** The two colours of the paint. */
export const ink = '#0d1020';
export const blue = '#1d4fd8';

type Doodle = (context: Context, random: () => number) => void;

const doodles: readonly [Doodle, ...Doodle[]] = [
  (context) => {
    context.beginPath();
    for (let turn = 0; turn < 15; turn += 0.3) 
      context.lineTo(Math.cos(turn) * turn * 0.15, Math.sin(turn) * turn * 0.15);
    
    context.stroke();
  },
  (context) => {
    context.beginPath();
    [-2, -1, 0, 1, 2].forEach((x, index) => context.lineTo(x * 1.1, index % 2 === 0 ? -0.9 : 0.9));
    context.stroke();
  },
  (context) => {
    context.beginPath();
    for (let point = 0; point < 11; point++) {
      const radius = point % 2 === 0 ? 2.1 : 0.9;
      context.lineTo(Math.sin((point * Math.PI) / 5) * radius, -Math.cos((point * Math.PI) / 5) * radius);
    }
    context.stroke();
  },
  (context) => {
    for (const [radius, start] of [[2, 0], [1.2, 1], [0.4, 2]] as const) {
      context.beginPath();
      context.arc(0, 0, radius, start, start + 5.4);
      context.stroke();
    }
  },
  (context) => {
    context.strokeRect(-1.5, -1.5, 3, 3);
    context.beginPath();
    context.moveTo(-1.5, -1.5);
    context.lineTo(1.5, 1.5);
    context.moveTo(1.5, -1.5);
    context.lineTo(-1.5, 1.5);
    context.stroke();
  },
  (context, random) => {
    for (let i = 0; i < 6; i++) 
      circle(context, [between(random, -2, 2), between(random, -2, 2)], 0.35, ink);
    
  },
  (context) => {
    context.beginPath();
    context.moveTo(0, 2);
    context.lineTo(0, -2);
    context.lineTo(-1.2, -0.6);
    context.moveTo(0, -2);
    context.lineTo(1.2, -0.6);
    context.stroke();
  },
  (context) => {
    context.beginPath();
    context.ellipse(0, 0, 2.2, 1.2, 0, 0, 2 * Math.PI);
    context.stroke();
    circle(context, [0, 0], 0.7, ink);
  },
];

/** Small drawings in rows over the left side of a face, with two bold bands that hold them together. */
export function drawDoodles(context: Context, { random }: Scene): void {
  for (let y = -42; y < 50; y += 5.2) {
    for (let x = -34; x < -2; x += 5.4) {
      const at: Point = [x + between(random, -1, 1), y + between(random, -1, 1)];
      if (Math.hypot((at[0] + 15) / 1.35, at[1] + 5) < 8 || Math.hypot(at[0], (at[1] - 28) * 1.4) < 12) 
        continue;
      
      context.save();
      context.translate(...at);
      context.rotate(between(random, -0.6, 0.6));
      context.strokeStyle = fade(random() < 0.35 ? blue : ink, 0.9);
      context.lineWidth = 0.5;
      context.lineCap = 'round';
      pick(random, doodles)(context, random);
      context.restore();
    }
  }
  // Bold bands over the brow and down the cheek hold the doodles together.
  curve(context, [[-33, -22], [-22, -27], [-10, -24], [-2, -18]], ink, 1.6);
  curve(context, [[-33, -19.6], [-22, -24.4], [-10, -21.4], [-2, -15.6]], blue, 0.8);
  curve(context, [[-33, 8], [-24, 12], [-17, 21], [-15, 33]], ink, 1.4);
  curve(context, [[-31, 6], [-22, 10], [-14.6, 19], [-12.6, 31]], blue, 0.8);
  for (let i = 0; i < 5; i++) 
    curve(context, [[-15 - i * 2.4, 2], [-15 - i * 2.6, 5 + (i % 2) * 3]], ink, 0.8);
  
}
