import assert from 'node:assert/strict';
import { elephant, enterKey, eventually, generateFromLine, paintedSize, useStage } from './stage.ts';

describe('The main job, in a window of the oldest VS Code supported', () => {
  const stage = useStage('oldest');

  it('makes the selected line a saved, linked and previewed picture', async () => {
    const window = await stage.open({ 'story.md': `# Story\n\n${elephant}\n` });
    await generateFromLine(window, elephant);
    await enterKey(window);
    assert.deepEqual(await paintedSize(window), { width: 1024, height: 1024 });
    await window.page.keyboard.press('ControlOrMeta+S');
    const [image] = window.files();
    assert.equal(image, 'images/a-small-furry-elephant-pet-looks-out-from-a-cat-house.jpg');
    await eventually(() => assert.match(window.read('story.md').toString(), new RegExp(`\\]\\(\\./${image}\\)`)));
  });
});
