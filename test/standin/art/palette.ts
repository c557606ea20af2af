import { mix, pick, type Color } from './kit.ts';
import type { Random } from '../random.ts';

/** The colours of a landscape, from top to bottom and from far to near. */
export interface Palette {
  /** From the zenith to the horizon. */
  readonly sky: readonly [Color, Color, Color];
  readonly far: Color;
  readonly near: Color;
  /** Sun, moon, windows. */
  readonly light: Color;
  readonly isNight: boolean;
}

const night: Palette = {
  sky: ['#070b2a', '#1b2560', '#5a4a8f'],
  far: '#3b4684',
  near: '#0a1030',
  light: '#fff0cf',
  isNight: true,
};
const day: Palette = {
  sky: ['#4fa3e0', '#a8d8f0', '#fdf0d5'],
  far: '#8fb8c9',
  near: '#2f6b4f',
  light: '#fff6d0',
  isNight: false,
};
const dusk: Palette = {
  sky: ['#2b2a63', '#c2566e', '#ffc07a'],
  far: '#a3587a',
  near: '#231437',
  light: '#fff0b8',
  isNight: false,
};
const dawn: Palette = {
  sky: ['#7a9be0', '#f2b8c6', '#ffe6c2'],
  far: '#b39ac4',
  near: '#3d4a73',
  light: '#fffbe6',
  isNight: false,
};
const neon: Palette = {
  sky: ['#0b0524', '#4a0f6b', '#f0368f'],
  far: '#7a1fa3',
  near: '#10062b',
  light: '#3df5ff',
  isNight: true,
};
const autumn: Palette = {
  sky: ['#7fb3c9', '#f2d9a8', '#f9b65c'],
  far: '#c98b4f',
  near: '#6b2a1c',
  light: '#fff3c9',
  isNight: false,
};
const winter: Palette = {
  sky: ['#8fb4d9', '#d3e4f2', '#fdf6f0'],
  far: '#b4c9de',
  near: '#4a6a8f',
  light: '#ffffff',
  isNight: false,
};
const ember: Palette = {
  sky: ['#1a0612', '#7a1620', '#f2741c'],
  far: '#8f2a1f',
  near: '#1c080c',
  light: '#ffd27a',
  isNight: true,
};

const moods: readonly (readonly [RegExp, Palette])[] = [
  [/neon|cyber|hologram|synthwave/, neon],
  [/fire|flame|burn|lava|volcan|inferno/, ember],
  [/night|midnight|moon|star|galaxy|space|dark/, night],
  [/sunset|dusk|evening|warm|golden|desert/, dusk],
  [/dawn|sunrise|morning|pastel|spring|dream/, dawn],
  [/autumn|fall\b|harvest|vintage/, autumn],
  [/snow|winter|ice|frost|arctic/, winter],
  [/day|summer|sunny|bright|blue sky/, day],
];

const hues: readonly (readonly [RegExp, Color])[] = [
  [/crimson|scarlet|blood/, '#c2143a'],
  [/\bred\b/, '#d8343a'],
  [/orange|amber/, '#f28a1f'],
  [/yellow|gold/, '#f5c22e'],
  [/green|emerald|jade/, '#2fa35c'],
  [/teal|turquoise|cyan/, '#1fb0b0'],
  [/\bblue|azure|indigo/, '#2f62d1'],
  [/purple|violet|lavender/, '#8a4fd1'],
  [/pink|magenta|rose/, '#e85a9b'],
  [/black|charcoal|noir/, '#15151c'],
  [/white|ivory|pale/, '#f4f1ea'],
];

/** Colours that the words ask for: a mood gives the base, each colour word tints it; without a word chance decides. */
export function paletteOf(words: string, random: Random): Palette {
  const byChance = pick(random, [day, dusk, dawn, night, autumn]);
  const base = moods.find(([pattern]) => pattern.test(words))?.[1] ?? byChance;
  const tints = hues.filter(([pattern]) => pattern.test(words)).map(([, color]) => color);
  const tint = (color: Color, share: number): Color => tints.reduce((mixed, hue) => mix(mixed, hue, share), color);
  const [zenith, middle, horizon] = base.sky;
  return {
    ...base,
    sky: [tint(zenith, 0.22), tint(middle, 0.4), tint(horizon, 0.25)],
    far: tint(base.far, 0.42),
    near: tint(base.near, 0.25),
  };
}
