import type { Canvas } from '@napi-rs/canvas';
import { createRandom, hashText } from '../random.ts';
import { createScene, type Scene } from './kit.ts';
import { drawCubistCat } from './subjects/cat.ts';
import { drawDetective } from './subjects/detective.ts';
import { drawElephant } from './subjects/elephant.ts';
import { drawPaintedFace } from './subjects/face.ts';
import { drawGasStation } from './subjects/gasStation.ts';
import { drawLandscape } from './subjects/landscape.ts';
import { drawRainyCar } from './subjects/rainyCar.ts';
import { drawRobot } from './subjects/robot.ts';
import { drawSamurai } from './subjects/samurai.ts';

/** What a prompt is about, by its words; the first that fits is drawn. */
const subjects: readonly (readonly [RegExp, (scene: Scene) => void])[] = [
  [/elephant/, drawElephant],
  [/robot|android/, drawRobot],
  [/samurai|pagoda|warrior/, drawSamurai],
  [/gas station|petrol|fuel pump/, drawGasStation],
  [/detective|gangster|noir/, drawDetective],
  [/portrait|\bface\b(?=.*(paint|hood|pattern))/s, drawPaintedFace],
  [/\bcats?\b|kitten/, drawCubistCat],
  [/\bcar\b|headlight|\bhood\b/, drawRainyCar],
];

/** Draws an illustration that the words of the prompt decide and the seed varies: the same input, the same picture. */
export function drawPicture(prompt: string, seed: number, width: number, height: number): Canvas {
  const words = prompt.toLowerCase();
  const scene = createScene(width, height, createRandom(hashText(`${seed} ${words}`)), words);
  const draw = subjects.find(([pattern]) => pattern.test(words))?.[1] ?? drawLandscape;
  draw(scene);
  return scene.canvas;
}
