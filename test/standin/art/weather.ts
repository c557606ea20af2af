import { between, circle, fade, glow, haze, inUnits, radial, type Color, type Point, type Scene } from './kit.ts';

/** Stars over the upper part of the picture. */
export function stars({ context, width, height, random }: Scene, count: number, reach = 0.6): void {
  const unit = Math.min(width, height) / 100;
  for (let i = 0; i < count; i++) {
    const at: Point = [random() * width, random() ** 1.3 * height * reach];
    const size = between(random, 0.05, 0.22) * unit;
    circle(context, at, size, fade('#fff6e0', between(random, 0.3, 1)));
    if (random() < 0.06) 
      glow(context, at, size * 12, '#cfe0ff', 0.6);
    
  }
}

/** A disc with its shine, in shares of the picture; `radius` in hundredths of the shorter side. */
export function moon(scene: Scene, [x, y]: Point, radius: number, color: Color, craters = true): void {
  inUnits(scene, x, y, (context) => {
    glow(context, [0, 0], radius * 3.4, color, 0.55);
    circle(context, [0, 0], radius, radial(context, [-radius * 0.3, -radius * 0.3], radius * 1.7, ['#fffaf0', color]));
    if (craters) {
      for (const [cx, cy, size] of [
        [-0.3, -0.2, 0.2], [0.35, 0.1, 0.26], [-0.1, 0.45, 0.16], [0.15, -0.5, 0.12],
      ] as const) 
        circle(context, [cx * radius, cy * radius], size * radius, fade('#000000', 0.07));
      
    }
  });
}

/** Slanting streaks of rain, near ones longer and brighter. */
export function rain({ context, width, height, random }: Scene, count: number, color: Color): void {
  const unit = Math.min(width, height) / 100;
  context.lineCap = 'round';
  for (let i = 0; i < count; i++) {
    const near = random();
    const [x, y] = [random() * width * 1.1, random() * height];
    const length = (2 + 7 * near) * unit;
    context.strokeStyle = fade(color, 0.08 + 0.28 * near * random());
    context.lineWidth = (0.08 + 0.14 * near) * unit;
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x - length * 0.16, y + length);
    context.stroke();
  }
}

/** Soft banks of fog between two heights, in shares of the picture. */
export function fog({ context, width, height, random }: Scene, from: number, to: number, color: Color, alpha: number) {
  for (let i = 0; i < 26; i++) {
    const [x, y] = [random() * width, height * between(random, from, to)];
    const [across, down] = [width * between(random, 0.2, 0.5), height * between(random, 0.03, 0.08)];
    haze(context, [x, y], across, down, color, alpha);
  }
}

/** Sparks that rise and drift, most of them in the lower part. */
export function embers({ context, width, height, random }: Scene, count: number): void {
  const unit = Math.min(width, height) / 100;
  for (let i = 0; i < count; i++) {
    const at: Point = [random() * width, height * (1 - random() ** 1.4)];
    const size = between(random, 0.1, 0.42) * unit;
    glow(context, at, size * 6, '#ff7a1a', 0.5);
    circle(context, at, size, fade(random() < 0.5 ? '#ffd27a' : '#ff9a3c', between(random, 0.6, 1)));
  }
}

/** Snowflakes. */
export function snow({ context, width, height, random }: Scene, count: number): void {
  const unit = Math.min(width, height) / 100;
  for (let i = 0; i < count; i++) {
    circle(
      context,
      [random() * width, random() * height],
      between(random, 0.12, 0.55) * unit,
      fade('#ffffff', between(random, 0.3, 0.95)),
    );
  }
}
