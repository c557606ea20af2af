import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prompts } from '../../test/fixtures/prompts.ts';

const introduction = `# Eight pictures

Select a line of text below, open the context menu and choose **Generate Image from Selection**.
`;

/** Writes a workspace with one document, a heading and a prompt for each picture; keeps one that is there. */
export async function createSample(folder: string): Promise<string> {
  const story = join(folder, 'story.md');
  const sections = prompts.map(({ name, prompt }) => `\n## ${name}\n\n${prompt}\n`);
  await mkdir(folder, { recursive: true });
  await writeFile(story, introduction + sections.join(''), { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return story;
}
