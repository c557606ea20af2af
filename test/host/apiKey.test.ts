import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { createApiKeys } from '../../src/account/keys.ts';
import type { Client, Connection } from '../../src/bfl/client.ts';
import { BflError } from '../../src/bfl/errors.ts';
import { createService } from '../../src/bfl/service.ts';
import type { Log } from '../../src/platform/log.ts';
import { answerInputBoxes } from './support/inputBoxes.ts';
import { recordMessages } from './support/messages.ts';
import { replace } from './support/replace.ts';
import { generateFromSelection, open, select, updateSetting, useScene } from './support/scene.ts';
import { standin, standinUrl } from './support/standin.ts';

const bfl = createService('global');
const bflInEurope = createService('eu');
const gateway = createService('global', 'https://gateway.example/bfl');
const otherPort = createService('global', 'https://gateway.example:8443');

describe('API keys', () => {
  const scene = useScene();
  const { BFL_API_KEY, FLUX_KONTEXT_ENDPOINT_KEY } = process.env;

  beforeEach(() => {
    setEnvironment({});
  });
  afterEach(() => {
    setEnvironment({ BFL_API_KEY, FLUX_KONTEXT_ENDPOINT_KEY });
  });

  it('have an owner: all of bfl.ai is one, each other origin its own', async () => {
    const { keys } = createKeys({ 'apiKey:bfl.ai': 'key-of-bfl', 'apiKey:https://gateway.example': 'key-of-gateway' });
    assert.equal(await keys.get(bfl), 'key-of-bfl');
    assert.equal(await keys.get(bflInEurope), 'key-of-bfl');
    assert.equal(await keys.get(gateway), 'key-of-gateway');
    assert.equal(await keys.get(otherPort), undefined);
  });

  it('T1 of the environment go to their owners, after the stored ones', async () => {
    setEnvironment({ BFL_API_KEY: ' bfl-of-environment\n', FLUX_KONTEXT_ENDPOINT_KEY: 'endpoint-of-environment' });
    const { keys } = createKeys({ 'apiKey:https://gateway.example': 'key-of-gateway' });
    assert.equal(await keys.get(bfl), 'bfl-of-environment');
    assert.equal(await keys.get(bflInEurope), 'bfl-of-environment');
    assert.equal(await keys.get(gateway), 'key-of-gateway');
    assert.equal(await keys.isFromEnvironment(bfl), true);
    assert.equal(await keys.isFromEnvironment(gateway), false);
  });

  it('T1 of the environment go to no endpoint but the one that is set now', async () => {
    setEnvironment({ FLUX_KONTEXT_ENDPOINT_KEY: 'endpoint-of-environment' });
    const { keys } = createKeys({});
    for (const [endpoint, key] of [
      ['https://gateway.example/bfl', 'endpoint-of-environment'],
      ['https://gateway.example:8443', undefined],
      ['', undefined],
      ['http://gateway.example', undefined],
    ] as const) {
      await updateSetting('endpoint', endpoint);
      assert.equal(await keys.get(gateway), key, `with the setting "${endpoint}"`);
      assert.equal(await keys.isFromEnvironment(gateway), key !== undefined);
    }
  });

  it('T1 of Black Forest Labs never go to another endpoint', async () => {
    setEnvironment({ BFL_API_KEY: 'bfl-of-environment' });
    const { keys } = createKeys({ 'apiKey:bfl.ai': 'key-of-bfl' });
    assert.equal(await keys.get(gateway), undefined);
  });

  it('are hidden from the log before they are used', async () => {
    const { keys, hidden } = createKeys({ 'apiKey:bfl.ai': 'key-of-bfl' });
    await keys.get(bfl);
    assert.deepEqual(hidden, ['key-of-bfl']);
    answerInputBoxes('typed-key');
    await keys.ask(bfl);
    assert.deepEqual(hidden, ['key-of-bfl', 'typed-key']);
  });

  it('are asked for until the service takes one, which is stored', async () => {
    const { keys, secrets, tried } = createKeys({}, async ({ key }) => {
      if (key !== 'good-key') throw new BflError('keyRefused', { status: key === 'malformed' ? 422 : 403 });
      return 1000;
    });
    const boxes = answerInputBoxes('  ', 'wrong', 'malformed', ' good-key\n');
    assert.equal(await keys.ask(bfl), 'good-key');
    assert.equal(boxes.length, 1);
    assert.equal(boxes[0]?.password, true);
    assert.deepEqual(
      boxes[0]?.refusals.map((text) => text.slice(0, 40)),
      [
        'The key is empty. Paste the key that the',
        'api.bfl.ai refused this key (403). It is',
        'api.bfl.ai refused this key (422). It is',
      ],
    );
    assert.deepEqual(tried, ['wrong', 'malformed', 'good-key']);
    assert.deepEqual([...secrets], [['apiKey:bfl.ai', 'good-key']]);
    assert.equal(await keys.get(bfl), 'good-key');
  });

  it('that cannot be checked now are stored, and it is said so', async () => {
    const messages = recordMessages();
    const { keys, secrets } = createKeys({}, async () => {
      throw new BflError('unavailable', { host: 'api.bfl.ai', status: 503 });
    });
    answerInputBoxes('some-key');
    assert.equal(await keys.ask(bfl), 'some-key');
    assert.deepEqual([...secrets], [['apiKey:bfl.ai', 'some-key']]);
    assert.match(messages[0]?.text ?? '', /^API key stored, but it could not be checked now/);
  });

  it('are said to be stored once they are', async () => {
    const { keys, secrets, said } = createKeys({});
    const store = secrets.set.bind(secrets);
    secrets.set = (id, key) => {
      assert.deepEqual(said, []);
      return store(id, key);
    };
    answerInputBoxes('good-key');
    await keys.ask(bfl);
    assert.match(said[0] ?? '', /API key stored: /);
  });

  it('are not stored when the box is dismissed, also while the service is asked', async () => {
    const { keys, secrets } = createKeys({}, async () => {
      boxes[0]?.hide();
      return 1000;
    });
    const boxes = answerInputBoxes('typed-key');
    assert.equal(await keys.ask(bfl), undefined);
    answerInputBoxes();
    assert.equal(await keys.ask(bfl), undefined);
    assert.deepEqual([...secrets], []);
  });

  it('can be forgotten', async () => {
    const { keys, secrets } = createKeys({ 'apiKey:bfl.ai': 'key-of-bfl', 'apiKey:https://gateway.example': 'other' });
    assert.equal(await keys.forget(bfl), true);
    assert.equal(await keys.forget(bfl), false);
    assert.deepEqual([...secrets.keys()], ['apiKey:https://gateway.example']);
  });

  it('F19 last as long as the window where no secret can be stored, and the environment serves', async () => {
    setEnvironment({ BFL_API_KEY: 'bfl-of-environment' });
    const { keys, warnings, said } = createKeys('broken');
    assert.equal(await keys.get(bfl), 'bfl-of-environment');
    assert.equal(await keys.get(gateway), undefined);
    answerInputBoxes('typed-key');
    assert.equal(await keys.ask(bfl), 'typed-key');
    assert.match(said[0] ?? '', /API key kept until the window closes: /);
    assert.equal(await keys.get(bfl), 'typed-key');
    assert.equal(await keys.isFromEnvironment(bfl), false);
    assert.ok(warnings.some((line) => line.includes('no keyring')));
  });

  it('are asked for in the flow, and no key of another owner is sent instead', async () => {
    recordMessages();
    setEnvironment({ BFL_API_KEY: 'bfl-of-environment' });
    const boxes = answerInputBoxes();
    const editor = await open(scene.folder, 'a.md', 'A red fox');
    select(editor, 'A red fox');
    await generateFromSelection();
    assert.match(boxes[0]?.title ?? '', /^API key for 127\.0\.0\.1:\d+$/);
    const { posts, keysSeen } = await standin.counts();
    assert.equal(posts, 0);
    assert.deepEqual(keysSeen, { api: [], delivery: [] });
  });

  it('are for the endpoint that is set, whose credits are shown', async () => {
    setEnvironment({ BFL_API_KEY: 'bfl-of-environment', FLUX_KONTEXT_ENDPOINT_KEY: 'endpoint-of-environment' });
    const messages = recordMessages();
    await vscode.commands.executeCommand('fluxKontext.showCredits');
    assert.equal(messages[0]?.text, `${standinUrl}: 1,000 credits (10.00 USD) left (key of the environment).`);
    assert.deepEqual((await standin.counts()).keysSeen, { api: ['endpoint-of-environment'], delivery: [] });
  });

  it('are not needed to say that a setting is wrong', async () => {
    const messages = recordMessages();
    const boxes = answerInputBoxes();
    await updateSetting('endpoint', 'http://example.com');
    await vscode.commands.executeCommand('fluxKontext.showCredits');
    assert.match(messages[0]?.text ?? '', /endpoint is "http:\/\/example\.com"/);
    assert.deepEqual(boxes, []);
  });
});

function setEnvironment(values: Readonly<Record<string, string | undefined>>): void {
  for (const name of ['BFL_API_KEY', 'FLUX_KONTEXT_ENDPOINT_KEY']) {
    const value = values[name];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

/** API keys on a secret storage that holds `stored` or is broken, with a service that answers as `getCredits` does. */
function createKeys(
  stored: Readonly<Record<string, string>> | 'broken',
  getCredits: (connection: Connection) => Promise<number> = async () => 1000,
) {
  const secrets = new Map(stored === 'broken' ? [] : Object.entries(stored));
  const guarded = <T>(value: () => T): Promise<T> =>
    stored === 'broken' ? Promise.reject(new Error('no keyring')) : Promise.resolve(value());
  const storage = {
    get: (id: string) => guarded(() => secrets.get(id)),
    store: (id: string, value: string) => guarded(() => void secrets.set(id, value)),
    delete: (id: string) => guarded(() => void secrets.delete(id)),
    onDidChange: new vscode.EventEmitter<vscode.SecretStorageChangeEvent>().event,
  } satisfies vscode.SecretStorage;

  const tried: string[] = [];
  const client = {
    getCredits: (connection: Connection) => {
      tried.push(connection.key);
      return getCredits(connection);
    },
  } as Client;

  const hidden: (string | undefined)[] = [];
  const warnings: string[] = [];
  const ignore = (): void => undefined;
  const log: Log = {
    info: ignore,
    error: ignore,
    show: ignore,
    warn: (line) => warnings.push(line),
    hide: (secret) => hidden.push(secret),
  };
  // What is said in the status bar stays there beyond the test.
  const said: string[] = [];
  replace(vscode.window, 'setStatusBarMessage', (text: string) => {
    said.push(text);
    return new vscode.Disposable(ignore);
  });
  return { keys: createApiKeys(storage, client, log), secrets, tried, hidden, warnings, said };
}
