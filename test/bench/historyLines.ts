import { createHash } from 'node:crypto';
import { type Picture, formatPicture } from '../../src/pictures/picture.ts';
import { prompts } from '../fixtures/prompts.ts';
import { recipeOf } from '../fixtures/recipes.ts';

const dayMs = 24 * 60 * 60 * 1000;

export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A picture of a book with the words of its place in the document, as a person who writes every day has them. */
export function createPicture(at: number, sha256 = sha256Of(`picture ${at}`)): Picture {
  const { name, prompt } = prompts[at % prompts.length] ?? { name: '', prompt: '' };
  const document = `file:///home/anna/book/chapters/chapter-${at % 40}.md`;
  const words = `${prompt.slice(0, 150)} Number ${at}, by the old harbour.`;
  return {
    version: 2,
    sha256,
    uri: `file:///home/anna/book/images/${name}-${at}.jpg`,
    savedAt: Date.UTC(2026, 10, 28) - at * (dayMs / 40),
    bytes: 812_345,
    width: 1024,
    height: 1024,
    recipe: {
      ...recipeOf(words, { seed: at }),
      ...(at % 3 === 0 && { style: { name: 'Watercolour', words: `A café at dusk, number ${at}` } }),
    },
    document,
    link: {
      document,
      languageId: 'markdown',
      mode: 'after',
      anchor: words,
      offset: 100 * at,
      block: `Before it there is a line of the story.\n${words}\nAnd the story goes on behind it.`,
      alone: 'anchor',
      fileId: '66306:1441797',
    },
    variations: { id: '0b0e4e4c-51f5-4c5e-9a4a-5f1f6a3a7a11', count: 4, index: (at % 4) + 1 },
    seed: at,
    rewrittenPrompt: null,
    cost: 4,
    durationSeconds: 6.5,
    parents: [],
  };
}

/** The oldest first, as they were written. */
export function createLines(count: number): string {
  return Array.from({ length: count }, (_, at) => createPicture(count - at))
    .map((picture) => formatPicture(picture, picture.savedAt))
    .join('');
}
