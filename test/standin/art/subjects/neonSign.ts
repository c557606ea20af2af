import {
  fade, glow, type Context, type Point,
} from '../kit.ts';

/** The letters of the neon sign as strokes, each in a cell of 8 × 12. */
const letters: readonly (readonly (readonly Point[])[])[] = [
  [[[7, 0], [0, 0], [0, 12]], [[0, 6], [5.5, 6]]],
  [[[0, 0], [0, 12], [7, 12]]],
  [[[0, 0], [0, 9], [2, 12], [5, 12], [7, 9], [7, 0]]],
  [[[0, 0], [7, 12]], [[7, 0], [0, 12]]],
];

/** FLUX in neon tubes, with its top left corner at a point; `strength` 0 to 1. */
export function drawNeonSign(context: Context, [x, y]: Point, strength: number): void {
  context.save();
  context.translate(x, y);
  for (const [width, color] of [
    [3.4, fade('#ff1238', 0.25 * strength)], [1.9, fade('#ff2f52', 0.75 * strength)], [0.8, fade('#ffe3e6', strength)],
  ] as const) {
    letters.forEach((strokes, index) => {
      for (const stroke of strokes) {
        context.beginPath();
        stroke.forEach(([px, py]) => context.lineTo(px + index * 9.2, py));
        context.lineCap = 'round';
        context.lineJoin = 'round';
        context.strokeStyle = color;
        context.lineWidth = width;
        context.stroke();
      }
    });
  }
  glow(context, [17, 6], 34, '#ff1a3c', 0.6 * strength);
  context.restore();
}
