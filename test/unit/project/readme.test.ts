import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { optionNames, readPromptOptions } from '../../../src/recipe/promptOptions.ts';
import { builtInStyles } from '../../../src/recipe/styles.ts';
import { findAll, projectRoot, readJson, readText } from './readProject.ts';

const readme = readText('README.md');

describe('the README', () => {
  it('has a line for each command, by its title', () => {
    const { contributes } = readJson('package.json') as Manifest;
    const texts = readJson('package.nls.json') as Readonly<Record<string, string>>;
    const titles = contributes.commands.map(({ title }) => texts[title.replaceAll('%', '')] ?? title);
    const table = /## Commands\n[^]*?\n## /.exec(readme)?.[0] ?? '';
    const named = findAll(table, /^\| (\w[^|]*) \|/gm).flatMap((cell) => cell.split(', '));
    assert.deepEqual(named.slice(1).toSorted(), titles.toSorted());
  });

  it('has a line for each option at the end of a prompt, as it can be written', () => {
    const examples = findAll(readme, /^\| `(--[^`]+)` \|/gm);
    assert.deepEqual(examples.map((example) => example.replace(/ .*/, '')).toSorted(), optionNames.toSorted());
    for (const example of examples) assert.equal(readPromptOptions(`A red fox ${example}`).prompt, 'A red fox');
  });

  it('names the styles that come along', () => {
    const names = /These come along: (.*?)\./.exec(readme)?.[1] ?? '';
    assert.deepEqual(
      findAll(names, /`(\w+)`/g),
      builtInStyles.map(({ name }) => name),
    );
  });

  it('shows pictures that are there', () => {
    const pictures = findAll(readme, /!\[[^\]]+\]\(([^)]+)\)/g);
    assert.ok(pictures.length > 0);
    for (const picture of pictures) assert.ok(existsSync(join(projectRoot, picture)), picture);
  });
});

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly title: string }[] };
}
