import {
  between, blob, circle, curve, ellipse, fade, linear, mix, polygon, radial, roundRect, type Color, type Context,
  type Paint, type Point, type Scene,
} from '../kit.ts';

/** Dots on the wall. */
export function drawWallpaper({ context, width, height }: Scene, color: Color): void {
  const unit = Math.min(width, height) / 100;
  for (let row = 0; row * 9 * unit < height * 0.8; row++) {
    for (let column = 0; column * 9 * unit < width + 9 * unit; column++) {
      const x = (column + (row % 2) / 2) * 9 * unit;
      circle(context, [x, row * 9 * unit], 0.55 * unit, fade(color, 0.3));
    }
  }
}

/** Boards, and the skirting above them. */
export function drawFloor({ context, width, height, random }: Scene): void {
  const top = height * 0.8;
  context.fillStyle = linear(context, [0, top], [0, height], ['#9a5b34', '#6b3a20']);
  context.fillRect(0, top, width, height - top);
  for (let i = -14; i <= 14; i++) {
    const x = width / 2 + i * width * 0.05;
    curve(
      context,
      [[x, top], [width / 2 + (x - width / 2) * 2.4, height]],
      fade('#3d1d0e', between(random, 0.3, 0.5)),
      2,
    );
  }
  context.fillStyle = '#fff3e2';
  context.fillRect(0, top - height * 0.022, width, height * 0.022);
  context.fillStyle = fade('#3d1d0e', 0.25);
  context.fillRect(0, top, width, height * 0.006);
}

/** An arched window on green hills. */
export function drawWindow(context: Context): void {
  drawArch(context, -35.5, -78, 11.5, 31, '#fff6ea');
  drawArch(context, -35.5, -76.4, 9.9, 29, linear(context, [0, -76], [0, -48], ['#8fc7e8', '#cfeaf2', '#fdeccb']));
  ellipse(context, [-39, -62], 4, 1.6, fade('#ffffff', 0.85));
  ellipse(context, [-36, -63], 3, 2, fade('#ffffff', 0.85));
  polygon(
    context,
    [[-45.4, -47.4], [-45.4, -51], [-42, -53], [-38, -51.6], [-33, -54.4], [-25.6, -51], [-25.6, -47.4]],
    '#8fb573',
  );
  context.fillStyle = '#fff6ea';
  context.fillRect(-36.1, -77, 1.2, 30);
  context.fillRect(-46, -63, 21, 1.2);
  roundRect(context, [-49, -47.6], 27, 2.4, 1, '#fffaf2');
}

function drawArch(context: Context, x: number, top: number, radius: number, height: number, fill: Paint): void {
  context.beginPath();
  context.arc(x, top + radius, radius, Math.PI, 0);
  context.lineTo(x + radius, top + height);
  context.lineTo(x - radius, top + height);
  context.closePath();
  context.fillStyle = fill;
  context.fill();
}

/** A house plant in a pot. */
export function drawPlant(context: Context, { random }: Scene): void {
  for (let i = 0; i < 11; i++) {
    const lean = (i - 5) / 5;
    const tip: Point = [39 + lean * 11, -32 - 12 * Math.cos(lean * 1.2) - between(random, 0, 4)];
    const green = mix('#2f6b3f', '#7bb661', random());
    blob(context, [[39, -12], [38 + lean * 8, -24], tip, [41 + lean * 9, -24]], green);
    curve(context, [[39, -13], tip], fade('#e4f2c0', 0.35), 0.25);
  }
  polygon(
    context,
    [[32.5, -13], [45.5, -13], [43.5, 0], [34.5, 0]],
    linear(context, [32, 0], [46, 0], ['#e8815b', '#c2543a']),
  );
  roundRect(context, [31.5, -15], 15, 3, 1, '#ee9068');
}

/** A round rug. */
export function drawRug(context: Context): void {
  for (const [radius, color] of [
    [46, '#5b7f95'], [43, '#f5e3c8'], [39, '#c75b4a'], [34, '#e9b872'], [29, '#5b7f95'],
  ] as const) 
    ellipse(context, [0, 2], radius, radius * 0.2, color);
  
}

/** A ball of yarn with a loose end. */
export function drawYarn(context: Context, [x, y]: Point, color: Color): void {
  ellipse(context, [x, y + 5], 6.4, 1.4, fade('#2a1008', 0.35));
  circle(
    context,
    [x, y],
    5.4,
    radial(context, [x - 2, y - 2], 8, [mix(color, '#ffffff', 0.3), color, mix(color, '#000000', 0.35)]),
  );
  for (let i = 0; i < 6; i++) {
    context.strokeStyle = fade(mix(color, i % 2 ? '#ffffff' : '#000000', 0.3), 0.6);
    context.lineWidth = 0.35;
    context.beginPath();
    context.ellipse(x, y, 5.1, 1 + i * 0.75, 0.6 + i * 0.12, 0, 2 * Math.PI);
    context.stroke();
  }
  curve(context, [[x + 4, y + 3.6], [x - 2, y + 7], [x - 12, y + 5.4], [x - 17, y + 7.4], [x - 22, y + 6]], color, 0.6);
}

/** Warm light from the left. */
export function lightFromWindow({ context, width, height }: Scene): void {
  context.save();
  context.globalCompositeOperation = 'soft-light';
  context.fillStyle = radial(context, [width * 0.15, height * 0.25], Math.max(width, height), [
    fade('#fff4d0', 0.9), fade('#fff4d0', 0.4), fade('#fff4d0', 0), fade('#2a1030', 0.3),
  ]);
  context.fillRect(0, 0, width, height);
  context.restore();
}
