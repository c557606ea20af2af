import { brushStrokes, grain, halftone, pixelate, vignette } from '../finish.ts';
import {
  between, blob, curve, ellipse, fade, fillAll, glow, haze, inUnits, linear, mix, polygon,
  type Color, type Point, type Scene,
} from '../kit.ts';
import { paletteOf, type Palette } from '../palette.ts';
import { embers, fog, moon, rain, snow, stars } from '../weather.ts';

const layers = 5;

/** What any other prompt becomes: a land in layers, its light, weather and what stands in it taken from the words. */
export function drawLandscape(scene: Scene): void {
  const { context, height, random, words } = scene;
  const palette = paletteOf(words, random);
  fillAll(scene, linear(context, [0, 0], [0, height * 0.68], palette.sky));
  if (palette.isNight) 
    stars(scene, 170);
  
  const light: Point = [between(random, 0.2, 0.8), between(random, 0.2, 0.42)];
  moon(scene, light, palette.isNight ? between(random, 7, 12) : between(random, 9, 14), palette.light, palette.isNight);
  drawClouds(scene, palette);
  if (/city|street|skyline|tower|building|urban|downtown/.test(words)) 
    drawCity(scene, palette);
   else 
    drawRidges(scene, palette);
  
  if (/sea|ocean|lake|river|water|beach|island|boat|ship|harbou?r/.test(words)) 
    drawWater(scene, palette, light[0]);
  
  drawBirds(scene, palette);
  drawWeather(scene);
  vignette(scene, 0.4, mix(palette.near, '#000000', 0.6));
  drawStyle(scene);
}

function drawClouds({ context, width, height, random }: Scene, palette: Palette): void {
  const unit = Math.min(width, height) / 100;
  for (let i = 0; i < 6; i++) {
    const [x, y] = [random() * width, height * between(random, 0.06, 0.42)];
    const size = between(random, 8, 20) * unit;
    for (let puff = 0; puff < 7; puff++) {
      const at: Point = [x + between(random, -1.2, 1.2) * size, y + between(random, -0.12, 0.12) * size];
      haze(
        context,
        at,
        size * between(random, 0.5, 0.9),
        size * between(random, 0.1, 0.2),
        mix(palette.sky[2], '#ffffff', 0.5),
        0.26,
      );
    }
  }
}

/** Ridges that come nearer: each darker, the far ones in haze, trees on the near ones. */
function drawRidges(scene: Scene, palette: Palette): void {
  const { context, width, height, random, words } = scene;
  const unit = Math.min(width, height) / 100;
  const steepness = /mountain|alp|peak|cliff/.test(words) ? 1.7 : between(random, 0.6, 1.2);
  for (let layer = 0; layer < layers; layer++) {
    const depth = layer / (layers - 1);
    const base = height * (0.56 + depth * 0.32);
    const color = mix(palette.far, palette.near, depth);
    const phases = [random() * 9, random() * 9, random() * 9] as const;
    const ridge = (x: number): number => {
      const at = (x / unit) * 0.022 * (1 + depth * 0.5);
      const [long, middle, short] = phases;
      const wave = Math.sin(at + long) + 0.5 * Math.sin(at * 2.3 + middle) + 0.16 * Math.sin(at * 7.1 + short);
      const rough = steepness > 1.5 && layer < 3 ? Math.abs(Math.sin(at * 4 + phases[1])) * 6 : 0;
      return base - (wave * (7 - depth * 3) * steepness + rough) * unit;
    };
    const points = Array.from({ length: 121 }, (_, i): Point => [(i / 120) * width, ridge((i / 120) * width)]);
    const shade = linear(
      context,
      [0, base - 16 * unit],
      [0, base + 22 * unit],
      [mix(color, palette.light, 0.18), color, mix(color, '#000000', 0.25)],
    );
    polygon(context, [...points, [width, height], [0, height]], shade);
    curve(context, points, fade(palette.light, 0.22), 0.25 * unit);
    haze(context, [width / 2, base + 9 * unit], width * 0.75, 7 * unit, palette.sky[2], 0.3 * (1 - depth));
    if (layer >= 2) {
      const count = (/forest|tree|wood|pine|jungle/.test(words) ? 60 : 16) * (width / height);
      for (let i = 0; i < count; i++) {
        const x = random() * width;
        drawPine(
          scene,
          [x, ridge(x) + unit],
          (3 + depth * 8) * unit * between(random, 0.6, 1.2),
          mix(color, '#000000', 0.3 + random() * 0.15),
        );
      }
    }
  }
}

function drawPine({ context }: Scene, [x, y]: Point, tall: number, color: Color): void {
  for (let tier = 0; tier < 4; tier++) {
    const half = tall * (0.24 - tier * 0.048);
    const base = y - tall * tier * 0.22;
    polygon(context, [[x - half, base], [x, base - tall * 0.42], [x + half, base]], color);
  }
}

function drawCity({ context, width, height, random }: Scene, palette: Palette): void {
  const unit = Math.min(width, height) / 100;
  for (let layer = 0; layer < 4; layer++) {
    const depth = layer / 3;
    const color = mix(palette.far, palette.near, depth);
    for (let x = -5 * unit; x < width; ) {
      const across = between(random, 5, 11) * unit * (1 + depth * 0.5);
      const top = height * (0.62 + depth * 0.16) - random() ** 1.5 * (44 - depth * 16) * unit;
      context.fillStyle = linear(context, [0, top], [0, height], [mix(color, palette.light, 0.12), color]);
      context.fillRect(x, top, across, height - top);
      for (let row = top + 2 * unit; row < height; row += (1.8 + depth) * unit) {
        for (let column = x + unit; column < x + across - unit; column += (1.3 + depth * 0.7) * unit) {
          if (random() < 0.32) {
            context.fillStyle = fade(palette.light, between(random, 0.25, 0.95));
            context.fillRect(column, row, (0.6 + depth * 0.4) * unit, (0.8 + depth * 0.5) * unit);
          }
        }
      }
      x += across + random() * unit;
    }
    haze(
      context,
      [width / 2, height * (0.66 + depth * 0.16)],
      width * 0.8,
      9 * unit,
      palette.sky[2],
      0.3 * (1 - depth),
    );
  }
}

function drawWater({ context, width, height, random }: Scene, palette: Palette, lightX: number): void {
  const top = height * 0.74;
  const unit = Math.min(width, height) / 100;
  context.fillStyle = linear(
    context,
    [0, top],
    [0, height],
    [palette.sky[2], palette.sky[1], mix(palette.sky[0], '#000000', 0.2)],
  );
  context.fillRect(0, top, width, height - top);
  for (let i = 0; i < 260; i++) {
    const depth = random();
    const y = top + depth * (height - top);
    const isGlitter = random() < 0.5;
    const x = isGlitter ? width * lightX + between(random, -1, 1) * (3 + depth * 16) * unit : random() * width;
    const color = isGlitter ? palette.light : mix(palette.sky[1], palette.near, 0.4);
    ellipse(
      context,
      [x, y],
      (0.8 + depth * 5) * unit * random(),
      (0.08 + depth * 0.3) * unit,
      fade(color, isGlitter ? 0.6 : 0.25),
    );
  }
  const [x, y] = [width * (lightX > 0.5 ? 0.3 : 0.7), top + (height - top) * 0.32];
  blob(
    context,
    [[x - 8 * unit, y - unit], [x + 8 * unit, y - unit], [x + 5 * unit, y + 2 * unit], [x - 5 * unit, y + 2 * unit]],
    palette.near,
  );
  polygon(
    context,
    [[x + 0.6 * unit, y - 15 * unit], [x + 0.6 * unit, y - 1.6 * unit], [x + 7 * unit, y - 1.6 * unit]],
    mix(palette.light, palette.sky[2], 0.3),
  );
  polygon(
    context,
    [[x - 0.4 * unit, y - 13 * unit], [x - 0.4 * unit, y - 1.6 * unit], [x - 5 * unit, y - 1.6 * unit]],
    mix(palette.light, palette.far, 0.3),
  );
}

function drawBirds({ context, width, height, random }: Scene, palette: Palette): void {
  const unit = Math.min(width, height) / 100;
  const [x, y] = [between(random, 0.2, 0.7) * width, between(random, 0.2, 0.35) * height];
  for (let i = 0; i < 6; i++) {
    const at: Point = [x + i * between(random, 2, 4) * unit, y + between(random, -4, 4) * unit];
    const wing = between(random, 0.8, 1.6) * unit;
    for (const side of [-1, 1]) {
      curve(
        context,
        [at, [at[0] + side * wing * 0.6, at[1] - wing * 0.7], [at[0] + side * wing * 1.5, at[1] - wing * 0.1]],
        fade(palette.near, 0.7),
        0.22 * unit,
      );
    }
  }
}

function drawWeather(scene: Scene): void {
  const { words } = scene;
  if (/fog|mist|haze|smoke/.test(words)) 
    fog(scene, 0.4, 0.95, '#e6e6ee', 0.2);
  
  if (/fire|ember|flame|lava|burn/.test(words)) 
    embers(scene, 150);
  
  if (/rain|storm|wet/.test(words)) 
    rain(scene, 520, '#dbe6f5');
  
  if (/snow|winter|blizzard/.test(words)) 
    snow(scene, 360);
  
  if (/glow|magic|vibrant|dream|firefl/.test(words)) {
    inUnits(scene, 0.5, 0.7, (context) => {
      for (let i = 0; i < 30; i++) {
        glow(
          context,
          [between(scene.random, -50, 50), between(scene.random, -26, 26)],
          between(scene.random, 1, 3),
          '#fff3a0',
          0.9,
        );
      }
    });
  }
}

function drawStyle(scene: Scene): void {
  const { words } = scene;
  if (/pixel|16-bit|8-bit|retro game/.test(words)) 
    pixelate(scene, 170);
   else if (/van gogh|impressionis|oil paint|painting|brush/.test(words)) 
    brushStrokes(scene);
   else if (/comic|pop art|halftone/.test(words)) 
    halftone(scene, '#000000', 0.14);
   else 
    grain(scene, 0.06);
  
}
