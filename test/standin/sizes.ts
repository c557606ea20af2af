export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Ratio in lowest terms, landscape → pixels; portrait is the inverse. Recorded and computed sizes of Kontext. */
const knownSizes: Readonly<Record<string, readonly [number, number]>> = {
  '1:1': [1024, 1024],
  '5:4': [1104, 944],
  '4:3': [1184, 880],
  '3:2': [1248, 832],
  '8:5': [1328, 800],
  '16:9': [1392, 752],
  '2:1': [1456, 720],
  '7:3': [1568, 672],
};

/**
 * The pixels that Kontext returns for an aspect ratio: multiples of 16, about one megapixel.
 *
 * @returns undefined if the ratio is no "W:H" between 3:7 and 7:3.
 */
export function sizeOf(aspectRatio: string): Size | undefined {
  const match = /^(\d{1,5}):(\d{1,5})$/.exec(aspectRatio);
  const [across, down] = [Number(match?.[1]), Number(match?.[2])];
  // Cross-multiplied, because 7/3 has no exact floating-point form.
  if (!(across > 0 && down > 0 && across * 3 <= down * 7 && across * 7 >= down * 3)) return undefined;

  const divisor = greatestCommonDivisor(across, down);
  const long = Math.max(across, down) / divisor;
  const short = Math.min(across, down) / divisor;
  const [longPixels, shortPixels] = knownSizes[`${long}:${short}`] ?? computeSize(long / short);
  return across >= down ? { width: longPixels, height: shortPixels } : { width: shortPixels, height: longPixels };
}

function computeSize(ratio: number): readonly [number, number] {
  return [toSixteen(1024 * Math.sqrt(ratio)), toSixteen(1024 / Math.sqrt(ratio))];
}

function toSixteen(pixels: number): number {
  return Math.round(pixels / 16) * 16;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
