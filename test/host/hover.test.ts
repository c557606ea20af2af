import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import MarkdownIt from 'markdown-it';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { makePicture } from './support/makePicture.ts';
import { recordMessages } from './support/messages.ts';
import { watchPreviewPanels } from './support/previewPanels.ts';
import { open, select, generateFromSelection, updateSetting, useScene, write } from './support/scene.ts';
import { standin } from './support/standin.ts';

/** What our hovers say at a text of a document, which stands there once. */
async function hoverAt(document: vscode.TextDocument, text: string): Promise<readonly vscode.MarkdownString[]> {
  const position = document.positionAt(document.getText().indexOf(text));
  const hovers = await vscode.commands.executeCommand<readonly vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .filter((content) => content instanceof vscode.MarkdownString)
    .filter(({ value }) => value.includes('fluxKontext'));
}

const argumentsSchema = v.strictTuple([v.object({ sha256: v.string(), document: v.string(), token: v.string() })]);

/** A command link of a hover, as VS Code runs it when it is pressed. */
interface CommandLink {
  readonly label: string;
  readonly command: string;
  readonly argument: v.InferOutput<typeof argumentsSchema>[0];
}

/** Shows as much as a renderer could, and forbids no link. */
const renderer = new MarkdownIt({ html: true, linkify: true });
renderer.validateLink = () => true;

/** The paragraphs of a hover, as HTML. */
function paragraphsOf({ value }: vscode.MarkdownString) {
  const html = renderer.render(value).trimEnd();
  const paragraphs = html.split('\n').map((line) => /^<p>(.*)<\/p>$/.exec(line)?.[1] ?? assert.fail(html));
  const [picture = '', words = '', facts = '', links = '', ...others] = paragraphs;
  assert.deepEqual(others, []);
  return { picture, words, facts, links };
}

function linksOf(hover: vscode.MarkdownString): readonly CommandLink[] {
  return Array.from(
    paragraphsOf(hover).links.matchAll(/<a href="([^"]*)">(.*?)<\/a>/g),
    ([, href = '', label = '']) => {
      const uri = vscode.Uri.parse(href);
      const [argument] = v.parse(argumentsSchema, JSON.parse(uri.query));
      return { label, command: `${uri.scheme}:${uri.path}`, argument };
    },
  );
}

function pressed(link: CommandLink | undefined): Thenable<unknown> {
  assert.ok(link);
  return vscode.commands.executeCommand(link.command.replace('command:', ''), link.argument);
}

describe('The hover over a link to a picture', () => {
  const scene = useScene();

  beforeEach(() => updateSetting('openPreview', 'never'));

  for (const name of ['story.md', 'story.html', 'story.mdx', 'story.qmd', 'story.rmd']) {
    it(`shows the picture, its words, seed, cost and date, and what can be done with it, in ${name}`, async () => {
      recordMessages();
      const { editor, image, task } = await makePicture(scene.folder, 'A red fox', name);
      const [hover, ...others] = await hoverAt(editor.document, './images');
      assert.ok(hover);
      assert.deepEqual(others, []);
      const { picture, words, facts } = paragraphsOf(hover);
      assert.ok(picture.startsWith(`<img src="${image.toString()}%7Cheight=`), picture);
      assert.equal(words, 'A red fox');
      assert.match(facts, new RegExp(`^Seed ${task.recipe.seed} · 4 credits \\(0\\.04 USD\\) · \\w{3} \\d+, \\d{4}, `));
      assert.deepEqual(
        linksOf(hover).map(({ label, command }) => [label, command]),
        [
          ['Again · 4 credits', 'command:fluxKontext.again'],
          ['Vary · 4 credits', 'command:fluxKontext.vary'],
          ['Show Recipe', 'command:fluxKontext.showRecipe'],
        ],
      );
      for (const { argument } of linksOf(hover))
        assert.deepEqual([argument.sha256, argument.document], [task.sha256, editor.document.uri.toString()]);
      assert.deepEqual(hover.isTrusted, {
        enabledCommands: ['fluxKontext.again', 'fluxKontext.vary', 'fluxKontext.showRecipe'],
      });
      assert.ok(!hover.supportHtml && !hover.supportThemeIcons);
      assert.deepEqual(await hoverAt(editor.document, 'red fox'), [], 'and none over its words');
    });
  }

  const odd: Readonly<Record<string, string>> = {
    Markdown: '# A *fox* [link](https://example.com) ![x](y.jpg) `code` | a | --- ~~x~~ 1. one',
    'a command link': 'A fox [again](command:workbench.action.quit) <command:workbench.action.quit> ](command:x)',
    HTML: 'A fox <img src=x onerror=alert(1)> <b>bold</b> &lt;i&gt; <!-- a --> $(trash)',
    'an address': 'A fox https://example.com www.example.com fox@example.com',
    'right-to-left text': 'ثعلب أحمر \u202e fox שועל',
    'a table': 'A fox\n| a | b |\n|---|---|\n| c | d |',
  };
  for (const [what, prompt] of Object.entries(odd)) {
    it(`T8 shows a prompt with ${what} as it is`, async () => {
      recordMessages();
      await updateSetting('savePath', 'images/fox');
      const editor = await open(scene.folder, 'story.txt', prompt);
      await vscode.commands.executeCommand('editor.action.selectAll');
      assert.equal(editor.document.getText(editor.selection), prompt);
      await generateFromSelection();
      const [task] = await standin.tasks();
      assert.equal(task?.prompt, prompt);
      const linked = await open(scene.folder, 'linked.md', 'See ![it](images/fox.jpg)\n');
      const [hover] = await hoverAt(linked.document, 'images');
      assert.ok(hover);
      const escaped = prompt.replace(/\s+/g, ' ').replaceAll('&', '&amp;').replaceAll('<', '&lt;');
      assert.equal(paragraphsOf(hover).words, escaped.replaceAll('>', '&gt;').replaceAll('"', '&quot;'));
      assert.equal(linksOf(hover).length, 3);
    });
  }

  it('cuts long words, so that the rest can be seen', async () => {
    recordMessages();
    await updateSetting('savePath', 'images/fox');
    select(await open(scene.folder, 'story.txt', 'fox '.repeat(900).trim()), 'fox '.repeat(900).trim());
    await generateFromSelection();
    const { document } = await open(scene.folder, 'linked.md', 'See ![it](images/fox.jpg)\n');
    const [hover] = await hoverAt(document, 'images');
    assert.ok(hover);
    assert.match(paragraphsOf(hover).words, /^(?:fox ?){50,100}…$/);
  });

  it('is there after the picture was renamed, and shows it where it is now', async () => {
    recordMessages();
    const { image } = await makePicture(scene.folder);
    const moved = vscode.Uri.joinPath(scene.folder, 'Füchse (1) #2/a fox.jpg');
    await vscode.workspace.fs.rename(image, moved);
    const { document } = await open(scene.folder, 'linked.md', 'See ![it](<F%C3%BCchse (1) %232/a fox.jpg> "Fox")\n');
    const [hover] = await hoverAt(document, 'a fox');
    assert.ok(hover?.value.startsWith(`![](${moved.toString()}|`), hover?.value);
    assert.doesNotMatch(moved.toString(), /[()|\s]/);
  });

  it('is none over a foreign picture, a broken link, a text, an address, or a picture that was changed', async () => {
    recordMessages();
    const { image } = await makePicture(scene.folder);
    await write(scene.folder, 'foreign.png', '\x89PNG');
    await write(scene.folder, 'text.jpg', 'A red fox');
    await writeFile(image.fsPath, 'changed');
    const names = ['foreign.png', 'gone.png', 'text.jpg', 'https://example.com/a.png', 'images/a-red-fox.jpg'];
    const { document } = await open(scene.folder, 'linked.md', names.map((name) => `![it](${name})\n`).join('\n'));
    for (const name of names) assert.deepEqual(await hoverAt(document, name), [], name);
  });

  it('makes the picture again and varies it without a question, and links both in the document of the hover', async () => {
    const messages = recordMessages();
    const { editor, task } = await makePicture(scene.folder);
    const { document } = await open(scene.folder, 'other.md', 'See\n\n![it](images/a-red-fox.jpg)\n\nThe end.\n');
    const [hover] = await hoverAt(document, 'images');
    assert.ok(hover);
    const [again, vary] = linksOf(hover);
    const before = messages.length;
    await pressed(again);
    await pressed(vary);
    const [, second, third] = await standin.tasks();
    assert.deepEqual([second?.prompt, second?.recipe], [task.prompt, task.recipe]);
    assert.equal(third?.prompt, task.prompt);
    assert.notEqual(third.recipe.seed, task.recipe.seed);
    const [first, ...links] = document.getText().match(/!\[.*?\)/g) ?? [];
    assert.equal(first, '![it](images/a-red-fox.jpg)');
    assert.deepEqual(
      links.toSorted(),
      ['1', '2'].map((number) => `![A red fox](./images/a-red-fox-${number}.jpg)`),
    );
    assert.doesNotMatch(editor.document.getText(), /fox-\d/, 'and not where the first one was made');
    assert.ok(messages.slice(before).every(({ kind }) => kind === 'information'));
  });

  it('makes one picture where a link is pressed twice', async () => {
    recordMessages();
    await makePicture(scene.folder);
    const { document } = await open(scene.folder, 'other.md', '![it](images/a-red-fox.jpg)\n');
    const [hover] = await hoverAt(document, 'images');
    assert.ok(hover);
    const [again] = linksOf(hover);
    await Promise.all([pressed(again), pressed(again)]);
    assert.equal((await standin.tasks()).length, 2);
  });

  it('T9 has a token in each link that another command or document cannot use', async () => {
    const messages = recordMessages();
    await makePicture(scene.folder);
    const { document } = await open(scene.folder, 'other.md', '![it](images/a-red-fox.jpg)\n');
    const [hover] = await hoverAt(document, 'images');
    assert.ok(hover);
    const [again] = linksOf(hover);
    assert.ok(again);
    await vscode.commands.executeCommand('fluxKontext.vary', again.argument);
    const elsewhere = { ...again.argument, document: vscode.Uri.joinPath(scene.folder, 'story.md').toString() };
    await vscode.commands.executeCommand('fluxKontext.again', elsewhere);
    assert.equal(messages.filter(({ detail }) => detail?.startsWith('Another extension')).length, 2);
    assert.equal((await standin.tasks()).length, 1);
  });

  it('shows the recipe', async () => {
    recordMessages();
    const { editor } = await makePicture(scene.folder);
    const panels = watchPreviewPanels();
    const [hover] = await hoverAt(editor.document, './images');
    assert.ok(hover);
    await pressed(linksOf(hover)[2]);
    assert.equal(panels[0]?.shown?.details.prompt, 'A red fox');
  });

  for (const command of ['again', 'vary']) {
    it(`T9 lets no other code spend money with ${command} before the user was asked`, async () => {
      const messages = recordMessages();
      const { editor } = await makePicture(scene.folder);
      const [hover] = await hoverAt(editor.document, './images');
      const { argument } = (hover && linksOf(hover)[0]) ?? assert.fail();
      const { sha256, document } = argument;
      for (const token of [undefined, '', 'a', sha256]) {
        const before = messages.length;
        await vscode.commands.executeCommand(`fluxKontext.${command}`, { sha256, document, token });
        assert.deepEqual(messages.slice(before), [
          {
            kind: 'warning',
            text: 'Generate an image of “A red fox” for about 4 credits (0.04 USD)?',
            detail: 'Another extension or a link asked for this.',
            buttons: ['Generate'],
          },
        ]);
      }
      for (const junk of [undefined, 7, {}, { sha256: 'ab', document: 'file:///a.md' }, { ...argument, sha256: 7 }])
        await vscode.commands.executeCommand(`fluxKontext.${command}`, junk);
      assert.equal((await standin.counts()).posts, 1);
    });
  }
});
