import {
  blob, circle, curve, ellipse, fade, glow, haze, linear, roundRect, type Context, type Point,
} from '../kit.ts';

/** A tiny car from behind, as its tail lights are what the fog shows. */
export function drawTinyCar(context: Context, [x, y]: Point): void {
  ellipse(context, [x, y + 0.4], 11, 1.7, fade('#000000', 0.8));
  for (const side of [-1, 1]) 
    roundRect(context, [x + side * 6.4 - 1.3, y - 4], 2.6, 4.6, 1, '#050807');
  
  const body = linear(context, [0, y - 17], [0, y], ['#dfeee6', '#8fb3a2', '#35564a', '#14231d']);
  blob(
    context,
    [
      [x - 9.4, y - 1.4], [x - 9.6, y - 8], [x - 7, y - 14.6], [x - 4.6, y - 17.4], [x + 4.6, y - 17.4],
      [x + 7, y - 14.6], [x + 9.6, y - 8], [x + 9.4, y - 1.4],
    ],
    body,
  );
  blob(
    context,
    [
      [x - 6.6, y - 9.6], [x - 5.4, y - 14.6], [x - 3.6, y - 16], [x + 3.6, y - 16], [x + 5.4, y - 14.6],
      [x + 6.6, y - 9.6],
    ],
    linear(context, [0, y - 16], [0, y - 9], ['#0c1a14', '#2f6b4c', '#10241b']),
  );
  curve(context, [[x - 4, y - 14.4], [x - 1.6, y - 10.8]], fade('#dfffee', 0.5), 0.5);
  roundRect(context, [x - 2.6, y - 5.6], 5.2, 1.9, 0.3, '#f2f6e8');
  curve(context, [[x - 8, y - 2.2], [x + 8, y - 2.2]], '#0b1410', 0.9);
  for (const side of [-1, 1]) {
    const lamp: Point = [x + side * 7.1, y - 7];
    roundRect(context, [lamp[0] - 1, lamp[1] - 2], 2, 4, 0.9, '#ff2038');
    circle(context, lamp, 0.6, '#ffd9d9');
    glow(context, lamp, 15, '#ff1a34', 1);
    glow(context, lamp, 5, '#ff6a6a', 0.9);
    haze(context, [lamp[0], y + 8], 2.6, 11, '#ff1a34', 0.8);
  }
  for (let i = 0; i < 5; i++) 
    ellipse(context, [x + 4.6 + i * 1.6, y - 1 - i * 0.7], 1.2 + i * 0.6, 0.8 + i * 0.35, fade('#e3efe8', 0.14));
  
}
