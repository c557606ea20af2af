import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequestKind } from '../standin/faults.ts';
import { elephant, eventually, key, paintedSize, useStage, type Stage, type StageWindow } from './stage.ts';

const slug = 'a-small-furry-elephant-pet-looks-out-from-a-cat-house';
const linked = `# Story\n\n${elephant}\n\n![${elephant}](./images/${slug}.jpg)\n\nThe end.\n`;

/** A document with one prompt. */
export const story = `# Story\n\n${elephant}\n\nThe end.\n`;
export const command = 'FLUX: Generate Image from Selection';

/** A stage at the real hosts on which the making of a picture can be interrupted. */
export interface InterruptedStage extends Stage {
  /** Process id of the extension host that started last. */
  newestHost(): number;
  /** Starts a picture and waits until the service has got the request of this kind and holds its answer. */
  generateUntilHeld(window: StageWindow, kind: RequestKind): Promise<void>;
  /** Starts a picture whose save stops the host at this point; resolves when that has happened. */
  generateUntilStopped(window: StageWindow, point: 'before' | 'after', how: 'kill' | 'hold'): Promise<void>;
  /** What an interruption must come to when the picture has been shown: bought once, saved once, linked once. */
  expectOneLink(window: StageWindow, posts: number): Promise<void>;
  /** What every interruption must come to: bought once, and all of it there, once. */
  expectOnePicture(window: StageWindow, posts: number): Promise<void>;
}

/** Registers hooks that set the stage for the tests of a file; use the result inside tests only. */
export function useInterruptedStage(): InterruptedStage {
  const stopAtSave = mkdtempSync(join(tmpdir(), 'flux-kontext-stop-'));
  const stage = useStage('newest', {
    useRealHosts: true,
    env: { BFL_API_KEY: key, STOP_AT_SAVE: stopAtSave },
    fixtures: ['stopAtSave'],
  });

  after(() => rmSync(stopAtSave, { recursive: true }));

  const expectOneLink = async (window: StageWindow, posts: number): Promise<void> => {
    await window.tab('story.md').click();
    await window.line('![').waitFor();
    await window.page.keyboard.press('ControlOrMeta+S');
    await eventually(() => assert.equal(window.read('story.md').toString(), linked, 'one link'));
    assert.equal(stage.standin.service.counts.posts, posts, 'one POST');
    assert.deepEqual(window.files(), [`images/${slug}.jpg`, 'story.md'], 'one file');
    await window.expectMessages(0);
  };

  return Object.assign(stage, {
    expectOneLink,
    newestHost: () => {
      const pid = stage.editor.extensionHostPids().at(-1);
      assert.ok(pid, 'a host runs');
      return pid;
    },
    generateUntilHeld: async (window: StageWindow, kind: RequestKind) => {
      const { service } = stage.standin;
      const { counts, faults } = service;
      const before = { submit: counts.posts, poll: counts.polls, delivery: counts.deliveries, credits: counts.credits };
      faults.add({ on: kind, times: 'always', do: { hold: true } });
      await window.selectLine(elephant);
      await window.runCommand(command);
      await service.arrived(kind, before[kind] + 1);
    },
    generateUntilStopped: async (window: StageWindow, point: 'before' | 'after', how: 'kill' | 'hold') => {
      const mark = join(stopAtSave, point);
      writeFileSync(mark, how);
      await window.selectLine(elephant);
      await window.runCommand(command);
      await eventually(() => assert.ok(!existsSync(mark), 'the host was stopped'));
    },
    expectOnePicture: async (window: StageWindow, posts: number) => {
      assert.deepEqual(await paintedSize(window), { width: 1024, height: 1024 });
      await window.notification(elephant.slice(0, 20)).waitUntilGone();
      await expectOneLink(window, posts);
      assert.equal(await window.tab('Image Preview').count(), 1, 'one preview');
    },
  });
}
