import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  type AnyBflError,
  BflError,
  type BflErrorData,
  type BflErrorKind,
  UnfinishedError,
} from '../../src/bfl/errors.ts';
import { StorageError } from '../../src/jobs/errors.ts';
import { LeaseLostError } from '../../src/jobs/leases/lease.ts';
import { showError } from '../../src/messages/showError.ts';
import type { Log } from '../../src/platform/log.ts';
import { type Rule, RuleError } from '../../src/recipe/rule.ts';
import { SavePathError } from '../../src/saving/savePath.ts';
import { silentLog } from './support/log.ts';
import { recordMessages, type ShownMessage } from './support/messages.ts';
import { replace, undoReplacements } from './support/replace.ts';

/** Facts for each kind, and what must be said and offered. The compiler insists that no kind is missing. */
type Cases = { readonly [K in BflErrorKind]: readonly Case<BflErrorData[K]>[] };
type Case<Data> = readonly [data: Data, says: RegExp, button: string];

const cases: Cases = {
  notSent: [
    [
      { host: 'api.bfl.ai', code: 'ENOTFOUND' },
      /^api\.bfl\.ai cannot be reached \(ENOTFOUND\).*Nothing was charged/,
      'Show Log',
    ],
  ],
  certificate: [
    [{ host: 'api.bfl.ai', code: 'CERT_HAS_EXPIRED' }, /certificate of api\.bfl\.ai is not trusted/, 'Show Log'],
  ],
  proxyRefused: [[{ host: 'api.bfl.ai', status: 407 }, /proxy.*wants a login \(407\)/, 'Open Settings']],
  blocked: [[{ host: 'api.bfl.ai', status: 403 }, /proxy or firewall.*The API key is not to blame/, 'Show Log']],
  keyRefused: [[{ status: 403 }, /refused the API key \(403\)/, 'Set API Key…']],
  noCredits: [[{}, /no credits left/, 'Add Credits']],
  refused: [
    [{ status: 422, detail: 'Invalid body.', fields: [] }, /refused the request \(422\): Invalid body\./, 'Show Log'],
    [
      { status: 422, detail: '', fields: [{ field: 'seed', message: 'too big' }] },
      /\(422\): seed: too big/,
      'Show Log',
    ],
  ],
  tooManyTasks: [[{}, /too many pictures/, 'Show Log']],
  uncertain: [
    [{ reason: 'reset' }, /may have been made and billed.*not sent again by itself/, 'Show Unfinished Images'],
  ],
  unavailable: [
    [{ host: 'api.bfl.ai', status: 503 }, /does not answer as it should \(503\)/, 'Show Log'],
    [{ host: 'api.bfl.ai', code: 'ECONNRESET' }, /\(ECONNRESET\)/, 'Show Log'],
    [{ host: 'api.bfl.ai' }, /does not answer as it should/, 'Show Log'],
  ],
  moderated: [
    [
      { stage: 'request', reasons: ['Violence'] },
      /refused the prompt\. Reasons: Violence\. It was not charged/,
      'Show Log',
    ],
    [{ stage: 'content', reasons: [] }, /held back the picture\. It was not charged/, 'Show Log'],
  ],
  failed: [
    [{ status: 'Error', detail: 'out of memory' }, /\(Error: out of memory\)\. It was not charged/, 'Show Log'],
    [{ status: 'Failed' }, /\(Failed\)/, 'Show Log'],
  ],
  taskNotFound: [[{}, /no longer knows this picture.*may have been billed/, 'Show Log']],
  deadline: [
    [{ waitedMs: 300_000 }, /not ready after 300 s\. It may still come, and be billed/, 'Show Unfinished Images'],
  ],
  forbiddenUrl: [
    [{ what: 'polling', host: 'evil.example' }, /\(evil\.example\)\. The API key was not sent there/, 'Show Log'],
    [{ what: 'delivery', host: 'evil.example' }, /\(evil\.example\)\. Nothing was fetched from there/, 'Show Log'],
  ],
  missingSample: [[{}, /but not where it is/, 'Show Log']],
  expired: [[{}, /more than a day ago.*it is gone, and may have been billed/, 'Show Log']],
  undelivered: [
    [
      { host: 'delivery.bfl.ai', status: 404 },
      /ready, but delivery\.bfl\.ai did not deliver it \(404\)\. It is paid for/,
      'Show Unfinished Images',
    ],
  ],
  notAnImage: [[{ found: 'text/html' }, /no picture \(text\/html\)/, 'Show Unfinished Images']],
  damaged: [[{ reason: 'md5' }, /arrived damaged/, 'Show Unfinished Images']],
  tooLarge: [[{ maxBytes: 32 * 2 ** 20 }, /larger than 32 MiB/, 'Show Log']],
  idle: [[{ idleMs: 30_000 }, /stood still for 30 s/, 'Show Unfinished Images']],
};

type RuleCase = readonly [rule: Rule, field: string, value: unknown, says: RegExp, button: string, allowed?: string];

/** What breaks a rule, and what must be said and offered. */
const brokenRules: readonly RuleCase[] = [
  ['empty', 'prompt', '', /prompt is empty/, 'Generate Image…'],
  ['wellFormed', 'prompt', '\ud800', /half a character/, 'Generate Image…'],
  ['aspectRatioForm', 'aspectRatio', 'wide', /defaultAspectRatio is "wide".*16:9/, 'Open Settings'],
  ['aspectRatioRange', 'aspectRatio', '5:1', /defaultAspectRatio is "5:1"/, 'Open Settings'],
  ['integer', 'seed', 1.5, /seed is 1\.5, but must be a whole number or null/, 'Open Settings'],
  ['range', 'safetyTolerance', 7, /must be a whole number in the range 0–6/, 'Open Settings', '0–6'],
  ['boolean', 'promptUpsampling', 'yes', /must be true or false/, 'Open Settings'],
  ['oneOf', 'region', 'mars', /region is "mars", but must be one of: eu, us/, 'Open Settings', 'eu, us'],
  ['noCredentials', 'webhookUrl', undefined, /user name.*Webhook Secret/, 'Open Settings'],
  ['noCredentials', 'endpoint', 'https://me:canary@x', /must not hold a user name/, 'Open Settings'],
  ['noQuery', 'endpoint', 'https://x/?a', /must end before/, 'Open Settings'],
  ['url', 'endpoint', 'x', /must be a whole URL/, 'Open Settings'],
  ['httpsOrLoopback', 'endpoint', 'http://x', /must start with https/, 'Open Settings'],
  ['length', 'webhookUrl', 'long', /too long.*1–2083/, 'Open Settings', '1–2083'],
  ['string', 'webhookUrl', 1, /must be a text/, 'Open Settings'],
  ['option', '--foo', '--foo', /^--foo is no option\. Known ones: --ar, --n\./, 'Generate Image…', '--ar, --n'],
  ['twice', '--ar', '--ar', /^--ar is given twice\./, 'Generate Image…'],
  ['empty', '--style', '', /^--style needs a value\./, 'Generate Image…'],
  ['aspectRatioForm', '--ar', '16', /^--ar is "16".*such as 16:9/, 'Generate Image…', 'W:H from 3:7 to 7:3'],
  ['aspectRatioRange', '--ar', '9:1', /^--ar is "9:1", but .* from 3:7 to 7:3 only/, 'Generate Image…'],
  ['integer', '--seed', 'x', /^--seed is "x", but must be a whole number or random\./, 'Generate Image…'],
  ['integer', '--n', 'x', /^--n is "x", but must be a whole number in the range 1–8\./, 'Generate Image…', '1–8'],
  ['range', '--n', 9, /^--n is 9, but must be a whole number in the range 1–8\./, 'Generate Image…', '1–8'],
  ['boolean', '--upsampling', 'x', /^--upsampling is "x", but must be true or false\./, 'Generate Image…'],
  ['oneOf', '--format', 'gif', /^--format is "gif", but must be one of: jpeg, png\./, 'Generate Image…', 'jpeg, png'],
  ['integer', 'style ink: seed', 1.5, /^style ink: seed is 1\.5, .* whole number or null\./, 'Open Settings'],
];

/** A link for VS Code, if nobody prevents that; the service, a proxy, a setting or a file name may say it. */
const stranger = '[Press me](command:workbench.action.quit)';

/** The same facts, each text a stranger's. */
function withStrangers<T>(data: T): T {
  const entries = Object.entries(data as object).map(([name, value]) => [
    name,
    typeof value === 'string' && !['stage', 'what'].includes(name)
      ? stranger
      : Array.isArray(value)
        ? name === 'fields'
          ? [{ field: stranger, message: stranger }]
          : [stranger]
        : value,
  ]);
  return Object.fromEntries(entries) as T;
}

function assertInert({ text }: ShownMessage): void {
  assert.doesNotMatch(text, /\]\(/, text);
}

describe('An error', () => {
  afterEach(undoReplacements);

  it('T8 has no link of a stranger’s words, whatever they get into', async () => {
    const errors: Error[] = (Object.entries(cases) as [BflErrorKind, Cases[BflErrorKind]][]).flatMap(
      ([kind, examples]) =>
        examples.flatMap(([data]) => {
          const error = new BflError(kind, withStrangers(data)) as AnyBflError;
          return [error, new UnfinishedError(error)];
        }),
    );
    for (const rule of [
      'unknownVariable',
      'noValue',
      'empty',
      'character',
      'tooLong',
      'linkOutside',
      'outside',
    ] as const)
      errors.push(new SavePathError(rule, stranger));
    for (const [rule, field] of brokenRules) errors.push(new RuleError(field, rule, stranger, stranger));
    errors.push(
      new StorageError(new Error(stranger)),
      new StorageError(new Error(stranger), true),
      new Error(stranger),
    );
    let said = 0;
    for (const error of errors) {
      const message = await shownFor(error);
      assertInert(message);
      if (message.text.replaceAll('\u2060', '').includes(stranger)) said++;
    }
    assert.ok(said > 30, `${said} messages held a stranger’s words`);
  });

  for (const [kind, examples] of Object.entries(cases) as [BflErrorKind, Cases[BflErrorKind]][]) {
    it(`of the kind ${kind} is one message that says what happened, with one button`, async () => {
      for (const [data, says, button] of examples) {
        const message = await shownFor(new BflError(kind, data));
        assert.match(message.text, says);
        assert.deepEqual(message.buttons, [button]);
        assertReadable(message);
      }
    });
  }

  for (const [rule, field, value, says, button, allowed] of brokenRules) {
    it(`of the rule ${rule} of ${field} says what would be right, with one button`, async () => {
      const message = await shownFor(new RuleError(field, rule, value, allowed));
      assert.match(message.text, says);
      assert.ok(message.text.endsWith('Nothing was sent or charged.'));
      assert.deepEqual(message.buttons, [button]);
      assertReadable(message);
    });
  }

  const paidFor = ['notSent', 'certificate', 'proxyRefused', 'blocked', 'keyRefused', 'noCredits', 'refused'] as const;
  /** Some of these say that nothing was fetched, or what no picture is. */
  const paidForAfterwards = ['unavailable', 'forbiddenUrl', 'missingSample', 'notAnImage', 'tooLarge'] as const;
  for (const kind of [...paidFor, ...paidForAfterwards]) {
    it(`of the kind ${kind}, once a picture is paid for, does not say that nothing was charged`, async () => {
      for (const [data] of cases[kind]) {
        const message = await shownFor(new UnfinishedError(new BflError(kind, data) as AnyBflError));
        assert.doesNotMatch(message.text, /Nothing was (?:charged|sent)|not charged/);
        if (paidFor.some((one) => one === kind)) assert.doesNotMatch(message.text, /Nothing was|no picture/);
        assert.match(message.text, /The picture is paid for, and can be fetched for some minutes\./);
        assert.deepEqual(message.buttons, ['Show Unfinished Images']);
        assertReadable(message);
      }
    });
  }

  it('of a setting names it, and its button leads there', async () => {
    const commands = recordCommands();
    const error = new RuleError('insertLink', 'oneOf', 'before', 'after, replace, never');
    const message = await shownFor(error, 'Open Settings');
    assert.equal(
      message.text,
      'fluxKontext.insertLink is "before", but must be one of: after, replace, never. Nothing was sent or charged.',
    );
    assert.deepEqual(commands, [['workbench.action.openSettings', 'fluxKontext.insertLink']]);
  });

  for (const [rule, subject, says] of [
    ['unknownVariable', 'slag', /unknown variable \$\{slag\}\. Known are: .*documentDirName/],
    ['noValue', 'documentDirName', /uses \$\{documentDirName\}, which has no value here/],
    ['empty', ' ', /names no file/],
    ['character', 'what?', /the name “what\?”, which not every system takes/],
    ['tooLong', 'x'.repeat(300), /too long for most disks: “x{60}…”/],
    ['linkOutside', '/etc', /symbolic link out of the workspace, to \/etc\. Choose another/],
    ['outside', '/etc/picture', /leads out of the workspace, to \/etc\/picture/],
  ] as const) {
    it(`of the save path (${rule}) says what is wrong with it`, async () => {
      const message = await shownFor(new SavePathError(rule, subject));
      assert.match(message.text, says);
      assert.deepEqual(message.buttons, ['Open Settings']);
      assert.ok(message.text.endsWith('Nothing was sent or charged.'));
    });
  }

  it('of a key leads to the command that sets one', async () => {
    const commands = recordCommands();
    await shownFor(new BflError('keyRefused', { status: 403 }), 'Set API Key…');
    assert.deepEqual(commands, [['fluxKontext.setApiKey']]);
  });

  it('of the journal’s disk says that nothing was sent', async () => {
    const message = await shownFor(new StorageError(Object.assign(new Error('no space'), { code: 'ENOSPC' })));
    assert.match(message.text, /storage on this machine cannot be written: the disk is full\..*nothing was sent/);
  });

  it('F14 of the journal’s disk, once something was sent, says that it can still be had', async () => {
    const cause = Object.assign(new Error('read-only'), { code: 'EROFS' });
    const message = await shownFor(new StorageError(cause, true));
    assert.match(message.text, /cannot be gone on with.*: the disk is read-only\..*can be fetched for some minutes/);
    assert.doesNotMatch(message.text, /nothing was sent/i);
    assert.deepEqual(message.buttons, ['Show Unfinished Images']);
  });

  it('of what a button does is shown like any other', async () => {
    replace(vscode.commands, 'executeCommand', async () => {
      throw new Error('the box is broken');
    });
    const messages = recordMessages(({ buttons }) => buttons.find((button) => button === 'Set API Key…'));
    await showError(new BflError('keyRefused', { status: 403 }), createLog().log);
    assert.equal(messages.length, 2);
    assert.match(messages[1]?.text ?? '', /the box is broken/);
  });

  it('that nobody foresaw is shown, too', async () => {
    const message = await shownFor(new Error('a surprise'));
    assert.match(message.text, /a surprise/);
    assert.deepEqual(message.buttons, ['Show Log']);
  });

  it('that is a cancel, or another window’s turn, is silent', async () => {
    const messages = recordMessages();
    const { log, lines } = createLog();
    const cancelled = [new vscode.CancellationError(), new DOMException('stopped', 'AbortError')];
    const silent = [...cancelled, new LeaseLostError('taken')];
    for (const error of silent) await showError(error, log);
    assert.deepEqual(messages, []);
    assert.deepEqual(lines, []);
  });

  it('leaves its cause in the log, and not in the message', async () => {
    const messages = recordMessages();
    const { log, lines } = createLog();
    await showError(new BflError('uncertain', { reason: 'reset' }, { cause: new Error('read ECONNRESET') }), log);
    assert.deepEqual(lines, ['uncertain reason=reset (cause: read ECONNRESET)']);
    assert.doesNotMatch(messages[0]?.text ?? '', /ECONNRESET/);
  });
});

/** The one message for an error. @param press the button to press */
async function shownFor(error: unknown, press?: string): Promise<ShownMessage> {
  const messages = recordMessages(() => press);
  await showError(error, createLog().log);
  const [message] = messages;
  assert.ok(message);
  assert.equal(messages.length, 1);
  assert.equal(message.kind, 'error');
  return message;
}

function assertReadable({ text }: ShownMessage): void {
  assert.doesNotMatch(text, /\{\d\}|undefined|(?<!whole number or )null|NaN|\[object|canary/);
  assert.match(text, /^(?:--)?[\p{Lu}\p{Ll}].*\.$/u);
  assert.doesNotMatch(text, / {2}|\.\./);
}

function recordCommands(): readonly unknown[][] {
  const commands: unknown[][] = [];
  replace(vscode.commands, 'executeCommand', async (...command: unknown[]) => {
    // The look for unfinished jobs runs a command of its own now and then.
    if (command[0] !== 'setContext') commands.push(command);
    return undefined as never;
  });
  return commands;
}

function createLog(): { readonly log: Log; readonly lines: readonly string[] } {
  const lines: string[] = [];
  return { log: { ...silentLog, error: (line) => lines.push(line) }, lines };
}
