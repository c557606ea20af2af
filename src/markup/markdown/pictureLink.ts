import { createAltText } from '../altText.ts';
import { getFrontMatterEnd } from './regions.ts';

/**
 * A picture's link: `![alt](target)`.
 * @param prompt becomes the alternative text: one line, cut at a word after about 125 characters, escaped
 * @param target encoded
 * @param markdown the document, for its front matter says what it is read by
 */
export function createPictureLink(prompt: string, target: string, markdown = ''): string {
  const alt = escapeText(createAltText(prompt));
  return `![${isMarp(markdown) ? hideMarpCommands(alt) : alt}](${target})`;
}

/** Marks that a backslash escapes in every dialect, and that no program reads before the Markdown parser. */
const marks = /[\\*[\]]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

/**
 * What means more than itself to a dialect, or to a program that runs over the source before Markdown is read and knows
 * nothing of backslashes: knitr's and MyST's `` ` ``; braces of Liquid, Hugo, Nunjucks, Quarto, MDX and kramdown; `<`;
 * tables' and Obsidian's `|`; mathematics' `$`; `~` and `^` of GFM and Pandoc; citations' `@`; directives and emoji as
 * in `16:9` and `:cat:`; highlights, insertions and comments as in `==a==`. All of them know character references.
 */
const code = /[`{}<|$~^@]|&(?=#?\w+;)|:(?=[\p{L}\p{N}_+-])|([=+%])(?=\1)/gu;

function escapeText(text: string): string {
  // Escape with backslashes first: character references contain none of these marks.
  return text.replace(marks, '\\$&').replace(code, toReference);
}

function toReference(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

/** Whether Marp makes slides of a document. */
function isMarp(markdown: string): boolean {
  const text = markdown.replace(/^\uFEFF/, '');
  const frontMatter = text.slice(0, getFrontMatterEnd(text));
  return /^marp[ \t]*:[ \t]*(["']?)true\1[ \t]*(?:#.*)?$/m.test(frontMatter.replaceAll('\r', ''));
}

/**
 * Words of an alternative text that Marp carries out and leaves out.
 * @see https://marpit.marp.app/image-syntax
 */
const marpCommand = new RegExp(
  `(?<=^|\\s)(?:${[
    '(?:bg|auto|contain|cover|fit|left|right|vertical|horizontal|w|width|h|height',
    'blur|brightness|contrast|drop-shadow|grayscale|hue-rotate|invert|opacity|saturate|sepia)(?::\\S*)?',
    '[\\d.]+%',
  ].join('|')})(?=\\s|$)`,
  'g',
);

/** Breaks up a keyword of Marp's with emphasis, which an alternative text does not show: Marp compares the source. */
function hideMarpCommands(escaped: string): string {
  return escaped.replace(marpCommand, '*$&*');
}
