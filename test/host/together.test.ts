import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import { BflError } from '../../src/bfl/errors.ts';
import { createResumeOffers } from '../../src/commands/resumeOffers.ts';
import { tellOutcomes } from '../../src/commands/tellOutcomes.ts';
import { type Outcome, pictureOf } from '../../src/making/outcome.ts';
import { showProgress } from '../../src/messages/progress.ts';
import { useClipboard } from './support/clipboard.ts';
import { createReadyJob } from './support/jobs.ts';
import { answerLists } from './support/lists.ts';
import { silentLog } from './support/log.ts';
import { recordMessages, type ShownMessage } from './support/messages.ts';
import { createOrder } from './support/orders.ts';
import { replace } from './support/replace.ts';
import { open, updateSetting, useScene, write } from './support/scene.ts';

describe('Pictures that end together', () => {
  const scene = useScene();

  /** Tells that a picture of each prompt has come. */
  async function tell(prompts: readonly string[], isLinked: boolean): Promise<void> {
    const { document } = await open(scene.folder, 'story.md', '');
    const outcomes: Outcome[] = [];
    for (const prompt of prompts) {
      const uri = await write(scene.folder, `images/${prompt.replaceAll(' ', '-')}.jpg`, '');
      const order = await createOrder({ prompt, document });
      assert.ok(order);
      const picture = pictureOf({ ...createReadyJob(order), saved: { uri: uri.toString(), sha256: '', bytes: 0 } });
      outcomes.push({ kind: 'picture', picture, order, isLinked, isRescued: false });
    }
    tellOutcomes(outcomes, silentLog);
  }

  const where = (name: string): string => vscode.workspace.asRelativePath(vscode.Uri.joinPath(scene.folder, name));
  const press = ({ buttons }: ShownMessage): string | undefined => buttons[0];

  it('have one message for all whose place is gone, which gives all links', async () => {
    const clipboard = useClipboard();
    const messages = recordMessages(press);
    await tell(['a cat', 'a dog'], false);
    assert.deepEqual(messages, [
      {
        kind: 'warning',
        text: `2 pictures are saved (${where('images/a-cat.jpg')}, ${where('images/a-dog.jpg')}), but their places in the document are gone.`,
        buttons: ['Copy Links'],
      },
    ]);
    assert.equal(await copied(clipboard), '![a cat](./images/a-cat.jpg)\n\n![a dog](./images/a-dog.jpg)');
  });

  it('have one message where no preview shows them, from which each can be opened', async () => {
    await updateSetting('openPreview', 'never');
    const messages = recordMessages(press);
    const lists = answerLists();
    await tell(['a cat', 'a dog', 'an owl'], true);
    while (lists.length === 0) await setImmediate();
    assert.deepEqual(
      messages.map(({ text, buttons }) => [text, buttons]),
      [
        [
          `3 pictures are saved: ${['a-cat', 'a-dog', 'an-owl'].map((name) => where(`images/${name}.jpg`)).join(', ')}.`,
          ['Open…'],
        ],
      ],
    );
    assert.deepEqual(
      lists[0]?.lines.map((line) => line.replace(/.* \| /, '')),
      ['“a cat”', '“a dog”', '“an owl”'],
    );
  });

  it('have one message for all that failed for one reason, which names them; what is of all names none', async () => {
    const messages = recordMessages();
    const { document } = await open(scene.folder, 'story.md', '');
    const moderated = new BflError('moderated', { stage: 'request', reasons: [] });
    const errors = { a: moderated, b: moderated, c: moderated, d: new BflError('noCredits', {}) };
    const outcomes: Extract<Outcome, { kind: 'failure' }>[] = [];
    for (const [prompt, error] of Object.entries(errors)) {
      const order = await createOrder({ prompt, document });
      assert.ok(order);
      outcomes.push({ kind: 'failure', order, error });
    }
    const [first] = outcomes;
    assert.ok(first);
    tellOutcomes([...outcomes, { kind: 'stopped', order: first.order }], silentLog);
    tellOutcomes([first], silentLog);
    assert.deepEqual(
      messages.map(({ text }) => text.slice(0, 60)),
      [
        '3 of 5 pictures (“a”, “b”, “c”): The moderation of the servi',
        'The account has no credits left. Nothing was charged. Add cr',
        '“a”: The moderation of the service refused the prompt. It wa',
      ],
    );
  });

  it('have one progress, which counts them, and says what keeps all that are left', async () => {
    const said: string[] = [];
    let title: string | undefined;
    replace(vscode.window, 'withProgress', (async (options: vscode.ProgressOptions, work: Work) => {
      ({ title } = options);
      return work({ report: ({ message }) => said.push(message ?? '') }, new vscode.CancellationTokenSource().token);
    }) as never);
    const unreachable = { phase: 'unreachable', status: 'Pending', progress: null, waitedMs: 0 } as const;
    await showProgress(['a', 'b', 'c'], 8_000, async ([a, b, c]) => {
      for (const report of [a, b, c]) report?.('sending');
      a?.('ended');
      b?.(unreachable);
      c?.(unreachable);
      c?.('saving');
    });
    assert.equal(title, 'Making 3 pictures');
    assert.deepEqual(said.slice(2), [
      '0 of 3',
      '1 of 3',
      '1 of 3',
      '1 of 3 · No good answer of the service, trying on',
      '1 of 3',
    ]);
  });

  it('have one item in the status bar that says for which the waiting has stopped', () => {
    const items: StatusBarItem[] = [];
    replace(vscode.window, 'createStatusBarItem', (() => {
      const item = {
        text: '',
        tooltip: '',
        command: undefined,
        show: () => items.push(item),
        dispose: () => void items.splice(items.indexOf(item), 1),
      };
      return item;
    }) as never);
    const offer = createResumeOffers();
    const said = (): unknown =>
      items.map(({ text, tooltip, command }) => [
        text,
        tooltip.split('\n').slice(1),
        [command?.command, ...(command?.arguments ?? [])],
      ]);
    const cat = [
      ['$(history) Stopped waiting for “a cat”, which may be billed. Resume', [], ['fluxKontext.resume', 'one']],
    ];

    const first = offer('one', 'a cat');
    assert.deepEqual(said(), cat);
    const second = offer('two', 'a dog');
    assert.deepEqual(said(), [
      [
        '$(history) Stopped waiting for 2 pictures, which may be billed. Resume…',
        ['“a cat”', '“a dog”'],
        ['fluxKontext.showUnfinished'],
      ],
    ]);
    second.dispose();
    assert.deepEqual(said(), cat);
    first.dispose();
    assert.deepEqual(said(), []);
  });
});

type Work = Parameters<typeof vscode.window.withProgress>[1];

/** As much of an item as is looked at. */
interface StatusBarItem {
  readonly text: string;
  readonly tooltip: string;
  readonly command: vscode.Command | undefined;
}

/** What is written there next. */
async function copied(clipboard: vscode.Clipboard): Promise<string> {
  for (;;) {
    const text = await clipboard.readText();
    if (text !== '') return text;
    await setImmediate();
  }
}
