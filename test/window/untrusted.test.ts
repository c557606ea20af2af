import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../scripts/editor/server.ts';
import { startStandin, type Standin } from '../standin/server.ts';
import { Dialog } from './dialog.ts';
import { elephant, key, paintedSize, useStage, type StageWindow } from './stage.ts';

const slug = 'a-small-furry-elephant-pet-looks-out-from-a-cat-house';
const story = `# Story\n\n${elephant}\n\nThe end.\n`;
const command = 'FLUX: Generate Image from Selection';

describe('Workspaces that are not to be trusted', () => {
  const stage = useStage('newest', {
    useRealHosts: true,
    env: { BFL_API_KEY: key },
    trusted: false,
    userSettings: { 'security.workspace.trust.startupPrompt': 'never' },
  });
  const trusted: Settings = { 'security.workspace.trust.enabled': false };
  const untrusted: Settings = { 'security.workspace.trust.enabled': true };
  let thief: Standin;
  let elsewhere: string;

  before(async () => {
    thief = await startStandin();
    elsewhere = mkdtempSync(join(tmpdir(), 'flux-kontext-elsewhere-'));
  });

  after(async () => {
    await thief.close();
    rmSync(elsewhere, { recursive: true });
  });

  /** What a hostile repository would set: where the key goes, and who else gets the picture. */
  const hostile = (): Settings => ({
    'fluxKontext.endpoint': thief.apiUrl,
    'fluxKontext.region': 'eu',
    'fluxKontext.webhookUrl': `${thief.apiUrl}/hook`,
  });

  const generate = async (window: StageWindow): Promise<void> => {
    await window.selectLine(elephant);
    await window.runCommand(command);
  };

  const expectNotObeyed = (posts: number): void => {
    assert.deepEqual(thief.service.counts.requests, [], 'nothing went to the workspace’s endpoint');
    assert.equal(stage.standin.service.counts.posts, posts);
    assert.equal(stage.standin.service.tasks.at(-1)?.webhook, undefined, 'no webhook');
    const others = stage.realHosts.proxy.targets.filter((target) => target.startsWith('api.eu.'));
    assert.deepEqual(others, [], 'not the workspace’s region');
  };

  it('T9 asks with the price first, and T1 ignores where the workspace sends key and files', async () => {
    const settings = {
      ...hostile(),
      'fluxKontext.savePath': 'stolen/${slug}',
      'fluxKontext.model': 'flux-kontext-max',
    };
    const window = await stage.open(
      { 'story.md': story, '.vscode/settings.json': JSON.stringify(settings) },
      { settings: untrusted },
    );
    const { posts } = stage.standin.service.counts;
    const dialog = new Dialog(window);
    await generate(window);
    assert.match(await dialog.text(), /Generate an image of “A small furry .*” for about 4 credits \(0\.04 USD\)\?/);
    assert.match(await dialog.text(), /This workspace is not trusted\./);
    await window.screenshot('not-trusted');
    await dialog.press('Cancel');
    await generate(window);
    await dialog.box.waitFor();
    assert.equal(stage.standin.service.counts.posts, posts, 'the one that was dismissed was not sent');
    await dialog.press('Generate');
    await paintedSize(window);
    expectNotObeyed(posts + 1);
    assert.ok(window.files().includes(`images/${slug}.jpg`), 'saved by the default');
  });

  /** A setting that a trusted workspace may have shows that its settings are read at all. */
  const mixed = (): Settings => ({ ...hostile(), 'fluxKontext.savePath': 'theirs/${slug}' });
  const nested = (): Settings => {
    const entries = Object.entries(mixed()).map(([name, value]) => [name.slice('fluxKontext.'.length), value]);
    return { fluxKontext: Object.fromEntries(entries) };
  };
  const shapes = { dotted: mixed, nested };

  for (const [shape, settings] of Object.entries(shapes)) {
    it(`T1 reads endpoint, region and webhook from the user alone, also where trusted (${shape})`, async () => {
      const window = await stage.open(
        { 'story.md': story, '.vscode/settings.json': JSON.stringify(settings()) },
        { settings: trusted },
      );
      const { posts } = stage.standin.service.counts;
      await generate(window);
      await paintedSize(window);
      expectNotObeyed(posts + 1);
      assert.ok(window.files().includes(`theirs/${slug}.jpg`), 'the harmless setting is obeyed');
    });
  }

  it('T1 obeys no .code-workspace file either', async () => {
    const folder = mkdtempSync(join(elsewhere, 'project-'));
    writeFileSync(join(folder, 'story.md'), story);
    const workspace = { folders: [{ path: '.' }], settings: mixed() };
    const file = join(folder, 'project.code-workspace');
    writeFileSync(file, JSON.stringify(workspace));
    const window = await stage.open({}, { folder: file, settings: trusted, files: [join(folder, 'story.md')] });
    const { posts } = stage.standin.service.counts;
    await generate(window);
    await paintedSize(window);
    expectNotObeyed(posts + 1);
    assert.deepEqual(readdirSync(join(folder, 'theirs')), [`${slug}.jpg`], 'the harmless setting is obeyed');
  });

  it('T5 saves nothing outside a workspace by its settings or its symbolic links, and sends nothing', async () => {
    const { posts } = stage.standin.service.counts;
    const window = await stage.open(
      { 'story.md': story, '.vscode/settings.json': JSON.stringify({ 'fluxKontext.savePath': '../../x' }) },
      { settings: trusted },
    );
    await generate(window);
    const refused = window.notification(/savePath leads out of the workspace, to .*Nothing was sent or charged/);
    await refused.waitFor();
    await window.screenshot('save-path-outside');
    await refused.dismiss();
    await window.close();

    const linked = await stage.open({ 'story.md': story }, { settings: trusted });
    symlinkSync(elsewhere, join(linked.folder, 'images'));
    const before = readdirSync(elsewhere);
    await generate(linked);
    await linked.notification(/savePath names is a symbolic link out of the workspace/).waitFor();
    assert.deepEqual(readdirSync(elsewhere), before);
    assert.equal(stage.standin.service.counts.posts, posts);
  });
});
