import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { packVersion } from '../../scripts/editor/packExtension.ts';
import { elephant, key, paintedSize, useStage } from './stage.ts';

const { version }: { readonly version: string } = JSON.parse(readFileSync('package.json', 'utf8'));

describe('F16 An update of the extension', () => {
  const stage = useStage('newest', { env: { FLUX_KONTEXT_ENDPOINT_KEY: key } });

  it('resumes what the version before it has begun', async () => {
    const newer = '99.0.0';
    const vsix = await packVersion(newer);
    const window = await stage.open({ 'story.md': `${elephant}\n` });
    const { service } = stage.standin;
    service.faults.add({ on: 'poll', times: 'always', do: { hold: true } });
    await window.selectLine(elephant);
    await window.runCommand('FLUX: Generate Image from Selection');
    await service.arrived('poll', 1);
    stage.editor.install(vsix);
    await window.reload();
    service.faults.clear();
    assert.deepEqual(await paintedSize(window), { width: 1024, height: 1024 });
    const { posts, requests } = service.counts;
    assert.equal(posts, 1);
    const versions = ['submit', 'delivery'].map((kind) => requests.find((request) => request.kind === kind)?.userAgent);
    assert.deepEqual(versions, [`flux-kontext-vscode/${version}`, `flux-kontext-vscode/${newer}`]);
    assert.equal(window.files().length, 2);
    await window.expectMessages(0);
  });
});
