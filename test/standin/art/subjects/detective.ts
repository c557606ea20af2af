import { pixelate, vignette } from '../finish.ts';
import {
  between, blob, circle, curve, ellipse, fade, fillAll, glow, haze, inUnits, linear, pick, polygon, roundRect,
  type Color, type Context, type Point, type Scene,
} from '../kit.ts';
import { moon, stars } from '../weather.ts';

const crimson = '#d81e3c';

/** A detective in an old suit under a crimson moon, his car on the dark street; in big pixels. */
export function drawDetective(scene: Scene): void {
  const { context, height, words } = scene;
  fillAll(scene, linear(context, [0, 0], [0, height], ['#080a24', '#1a1446', '#43195a', '#8c2452']));
  stars(scene, 90, 0.5);
  moon(scene, [0.66, 0.3], 25, crimson);
  drawSkyline(scene);
  drawInk(scene);
  inUnits(scene, 0.5, 1, (units) => {
    drawStreet(units);
    units.save();
    units.translate(26, -10);
    units.scale(-0.82, 0.82);
    drawMuscleCar(units, [0, 0]);
    units.restore();
    drawLamp(units, [-44, -16]);
    units.translate(-14, 0);
    units.scale(1.12, 1.12);
    drawMan(units);
  });
  vignette(scene, 0.55, '#05020f');
  if (/pixel|16-bit|8-bit|retro game/.test(words)) {
    drawScore(scene);
    pixelate(scene, 190);
  }
}

function drawSkyline({ context, width, height, random }: Scene): void {
  const unit = Math.min(width, height) / 100;
  for (const [base, tall, color] of [[0.84, 46, '#2b1650'], [0.87, 30, '#160c33']] as const) {
    for (let x = -4 * unit; x < width; ) {
      const across = between(random, 6, 13) * unit;
      const top = height * base - between(random, 0.35, 1) * tall * unit;
      context.fillStyle = color;
      context.fillRect(x, top, across, height - top);
      if (random() < 0.4) 
        context.fillRect(x + across * 0.4, top - 5 * unit, across * 0.12, 5 * unit);
      
      for (let row = top + 2 * unit; row < height * 0.84; row += 2.6 * unit) {
        for (let column = x + unit; column < x + across - unit; column += 2 * unit) {
          if (random() < 0.24) {
            context.fillStyle = fade(pick(random, ['#ffcf6b', '#ff8f5a', '#6be0ff'] as const), 0.85);
            context.fillRect(column, row, 0.9 * unit, 1.2 * unit);
          }
        }
      }
      x += across + between(random, 0, 1.4) * unit;
    }
  }
}

/** Splashes and nervous lines, as of a brush that was shaken over the page. */
function drawInk({ context, width, height, random }: Scene): void {
  const unit = Math.min(width, height) / 100;
  for (let i = 0; i < 7; i++) {
    const [x, y] = [random() * width, random() * height * 0.8];
    const color = pick(random, ['#05030f', crimson, '#1fd0c8'] as const);
    for (let drop = 0; drop < 22; drop++) {
      const [angle, reach] = [random() * 6.3, random() ** 2 * 11 * unit];
      circle(
        context,
        [x + Math.cos(angle) * reach, y + Math.sin(angle) * reach],
        between(random, 0.15, 0.9) * unit,
        fade(color, 0.6),
      );
    }
    const line = Array.from(
      { length: 6 },
      (_, step): Point => [x + between(random, -6, 6) * unit, y + step * between(random, 2, 6) * unit],
    );
    curve(context, line, fade(color, 0.45), 0.3 * unit);
  }
}

function drawStreet(context: Context): void {
  context.fillStyle = linear(context, [0, -20], [0, 0], ['#2a1238', '#0c0818']);
  context.fillRect(-160, -17, 320, 17);
  for (let i = -6; i < 7; i++) 
    polygon(context, [[i * 14, -6], [i * 14 + 7, -6], [i * 14 + 5.6, -4.6], [i * 14 - 1.8, -4.6]], '#d9a441');
  
  haze(context, [20, -8], 40, 5, crimson, 0.35);
}

function drawMuscleCar(context: Context, [x, y]: Point): void {
  const red = linear(context, [0, y - 14], [0, y + 4], ['#ff5a4d', '#c4162f', '#4d0a1c']);
  ellipse(context, [x, y + 5.4], 27, 2.2, fade('#04020a', 0.8));
  polygon(context, [[x - 10, y - 6], [x - 3, y - 13.4], [x + 11, y - 13.6], [x + 20, y - 6]], '#7d0f24');
  polygon(
    context,
    [[x - 7.6, y - 6.4], [x - 2, y - 12], [x + 3.4, y - 12.2], [x + 3.4, y - 6.4]],
    linear(context, [0, y - 12], [0, y - 6], ['#8fd8ff', '#274a7d']),
  );
  polygon(
    context,
    [[x + 4.8, y - 6.4], [x + 4.8, y - 12.2], [x + 10.4, y - 12.2], [x + 16, y - 6.4]],
    linear(context, [0, y - 12], [0, y - 6], ['#6bb8e8', '#1a315c']),
  );
  polygon(
    context,
    [
      [x - 28, y + 2.6], [x - 28.4, y - 3], [x - 25.4, y - 6], [x - 10, y - 7.4], [x + 20, y - 7], [x + 27, y - 6.4],
      [x + 27.6, y + 1], [x + 25, y + 3],
    ],
    red,
  );
  polygon(context, [[x - 20, y - 7], [x - 18, y - 9], [x - 12.6, y - 9], [x - 11.6, y - 7.3]], '#7d0f24');
  curve(context, [[x - 27, y - 3.4], [x, y - 4], [x + 27, y - 3.4]], '#ffe9e0', 0.7);
  curve(context, [[x - 27.6, y + 2.2], [x + 26, y + 2.4]], '#1c0612', 1.2);
  for (const wheel of [-17, 16]) {
    circle(context, [x + wheel, y + 2.6], 5, '#0b0712');
    circle(context, [x + wheel, y + 2.6], 3, '#c9cfe0');
    circle(context, [x + wheel, y + 2.6], 1.2, '#39405c');
  }
  circle(context, [x - 27, y - 2], 1.5, '#fff7cf');
  glow(context, [x - 28, y - 2], 15, '#ffe28a', 0.95);
  roundRect(context, [x + 26.4, y - 4.6], 1.3, 2.6, 0.4, '#ff5d6b');
  glow(context, [x + 27, y - 3.4], 7, '#ff3048', 0.9);
}

function drawLamp(context: Context, [x, y]: Point): void {
  curve(context, [[x, y + 4], [x, y - 48]], '#0b0820', 1.4);
  curve(context, [[x, y - 46], [x + 2, y - 50], [x + 8, y - 50]], '#0b0820', 1.2);
  roundRect(context, [x + 5, y - 50], 7, 1.8, 0.8, '#fff3c4');
  glow(context, [x + 8.6, y - 48], 22, '#ffd98a', 0.8);
  polygon(
    context,
    [[x + 6, y - 48], [x + 11, y - 48], [x + 22, y + 6], [x - 6, y + 6]],
    linear(context, [0, y - 48], [0, y + 6], [fade('#ffe2a0', 0.3), fade('#ffe2a0', 0)]),
  );
}

function drawMan(context: Context): void {
  const shape = (
    points: readonly Point[],
    color: Color | ReturnType<typeof linear>,
  ): void => polygon(context, points, color);
  // Crimson light from the moon first, then the coat a little to the left of it.
  shape([[-25.6, 0], [-24, -24], [-16, -31], [-6, -34], [8, -34], [18, -31], [26.4, -24], [28.6, 0]], crimson);
  shape(
    [[-27, 0], [-25.4, -24], [-17, -30.6], [-6, -34], [7, -34], [16.6, -30.6], [24.6, -23.6], [26.6, 0]],
    linear(context, [-26, 0], [26, 0], ['#59678f', '#343f66', '#1b2142', '#10132c']),
  );
  shape([[-7, -34], [0, -18], [7, -34], [4, -38], [-4, -38]], '#efe9dd');
  shape([[0, -34], [7, -34], [4, -38], [0.5, -38]], '#9a93a8');
  shape(
    [[-1.9, -32], [1.9, -32], [1.2, -29], [2.8, -15], [0, -11.6], [-2.8, -15], [-1.2, -29]],
    linear(context, [-3, 0], [3, 0], [crimson, '#7a0d26']),
  );
  shape([[-7.4, -34.6], [-15, -30], [-12.6, -24], [-16, -22.6], [-1, -8], [-2, -14]], '#46527c');
  shape([[7.4, -34.6], [14.4, -30], [12, -24], [15.4, -22.6], [1, -8], [2, -14]], '#1a2044');
  curve(context, [[0, -8], [0, 0]], '#0a0d20', 0.6);
  for (const y of [-5.4, -1.4]) 
    circle(context, [-2.4, y], 0.8, '#c9a45a');
  
  shape([[-19, -19], [-12.6, -20], [-12.4, -18.6], [-18.8, -17.6]], '#8792b8');
  shape([[-16, -20], [-13.6, -23.6], [-12.8, -20]], crimson);
  shape([[-4.6, -36], [-4.6, -44], [5, -44], [5, -35], [0.4, -32]], '#b9805c');
  shape([[1, -33], [5, -35], [5, -44], [0, -40]], '#5c2f3d');
  drawHead(context);
}

function drawHead(context: Context): void {
  const skin = '#e0a878';
  polygon(
    context,
    [[-8.4, -56], [-8.2, -46], [-5.6, -40.4], [-1.4, -38], [2.6, -38], [6.8, -41], [8.6, -47], [8.6, -56]],
    skin,
  );
  // The right half lies in shadow.
  polygon(
    context,
    [[1.4, -56], [2.2, -50], [1.4, -47], [3, -44], [1, -41], [2, -38], [2.6, -38], [6.8, -41], [8.6, -47], [8.6, -56]],
    '#6b3347',
  );
  polygon(context, [[7.4, -42], [9, -47], [9, -53], [8.2, -53], [8, -47]], crimson);
  ellipse(context, [-8.8, -48.6], 1.2, 2.2, '#c98a62');
  polygon(context, [[-6.6, -51.4], [-2, -50.6], [-1.8, -49.6], [-6.4, -50.2]], '#33202e');
  polygon(context, [[3, -50.6], [7, -51.4], [7, -50.2], [3, -49.6]], '#1c0f1e');
  polygon(context, [[-6, -49], [-2.4, -48.8], [-2.8, -47.4], [-5.6, -47.4]], '#f6efe2');
  circle(context, [-3.9, -48.1], 0.8, '#1a2a4a');
  circle(context, [5, -48.2], 0.75, '#ff5a6b');
  glow(context, [5, -48.2], 3, '#ff3048', 0.7);
  polygon(context, [[0.2, -49], [-1.2, -44.6], [1.4, -43.8], [2, -46]], '#c4875e');
  curve(context, [[-3.2, -41.6], [0, -41], [4, -41.8]], '#4d2230', 0.7);
  polygon(context, [[-4.4, -43], [0, -43.6], [4.6, -43], [3.6, -42.2], [0, -42.6], [-3.6, -42.2]], '#3a2430');
  for (let i = 0; i < 12; i++) 
    circle(context, [-5.6 + i * 0.9, -39.6 + Math.abs(i - 5.5) * -0.2], 0.18, fade('#2a1820', 0.8));
  
  curve(context, [[4, -41.6], [8.6, -40.4]], '#efe4cf', 0.8);
  circle(context, [9.2, -40.2], 0.6, '#ff8a3c');
  glow(context, [9.2, -40.2], 4, '#ff6a2a', 1);
  curve(context, [[9.4, -41.4], [11, -45], [9.6, -49], [12, -54], [11, -59]], fade('#d5d9ee', 0.4), 0.8);
  blob(context, [[-17, -54], [-9, -58.6], [9, -58.6], [17, -54.6], [12, -53], [0, -54.4], [-12, -52.6]], '#232a4e');
  polygon(
    context,
    [[-9.4, -56.4], [-8.6, -66], [-4.6, -69.4], [0, -67.6], [4.6, -69.4], [8.6, -66], [9.4, -56.4]],
    linear(context, [-9, 0], [9, 0], ['#566394', '#353f6b', '#151a38']),
  );
  polygon(context, [[-9.6, -56], [-9.2, -60], [9.2, -60], [9.6, -56]], crimson);
  curve(context, [[-16, -54.2], [-9, -58], [0, -58.6]], '#8b98c8', 0.5);
  curve(context, [[9.6, -60], [8.8, -66], [4.8, -69]], crimson, 0.6);
}

function drawScore(scene: Scene): void {
  inUnits(scene, 0, 0, (context) => {
    for (let i = 0; i < 3; i++) {
      const x = 4 + i * 6;
      blob(
        context,
        [[x + 2.4, 8], [x, 5.4], [x, 3.6], [x + 1.2, 3], [x + 2.4, 4.4], [x + 3.6, 3], [x + 4.8, 3.6], [x + 4.8, 5.4]],
        i < 2 ? '#ff3b57' : '#4a1f3a',
      );
    }
    roundRect(context, [23, 4], 22, 3, 0.2, '#0a0718');
    roundRect(context, [23.5, 4.5], 15, 2, 0.2, '#ffd23f');
  });
}
