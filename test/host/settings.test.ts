import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as vscode from 'vscode';
import { readSettings } from '../../src/platform/settings.ts';
import { recordMessages } from './support/messages.ts';
import { createOrder } from './support/orders.ts';
import { replace } from './support/replace.ts';
import {
  files,
  generateFromSelection,
  open,
  select,
  updateSetting,
  useScene,
  workspaceFolders,
  writeFolderSettings,
  writeWorkspaceSettings,
} from './support/scene.ts';
import { standin, standinUrl } from './support/standin.ts';

/** A service that refuses each request and keeps what it was. */
interface Recorder {
  readonly url: string;
  readonly requests: { readonly path: string | undefined; readonly key: unknown; readonly body: unknown }[];
  close(): Promise<void>;
}

describe('Settings', () => {
  const scene = useScene();

  it('reach the request, each of them', async () => {
    const recorder = await startRecorder();
    try {
      recordMessages();
      replace(vscode.window, 'showInputBox', async () => 'the secret of the webhook');
      await vscode.commands.executeCommand('fluxKontext.setWebhookSecret');
      const values = {
        endpoint: recorder.url,
        model: 'flux-kontext-max',
        defaultAspectRatio: '16:9',
        outputFormat: 'webp',
        seed: 42,
        promptUpsampling: true,
        safetyTolerance: 1,
        webhookUrl: 'https://example.com/hook?from=flux',
      };
      for (const [name, value] of Object.entries(values)) await updateSetting(name, value);
      await generate();
      assert.deepEqual(recorder.requests, [
        {
          path: '/v1/flux-kontext-max',
          key: process.env['FLUX_KONTEXT_ENDPOINT_KEY'],
          body: {
            prompt: 'A red fox',
            aspect_ratio: '16:9',
            seed: 42,
            prompt_upsampling: true,
            safety_tolerance: 1,
            output_format: 'webp',
            webhook_url: 'https://example.com/hook?from=flux',
            webhook_secret: 'the secret of the webhook',
          },
        },
      ]);
    } finally {
      replace(vscode.window, 'showInputBox', async () => '');
      await vscode.commands.executeCommand('fluxKontext.setWebhookSecret');
      await recorder.close();
    }
  });

  it('have defaults that send no seed and no webhook', async () => {
    const recorder = await startRecorder();
    try {
      recordMessages();
      await updateSetting('endpoint', recorder.url);
      await generate();
      assert.deepEqual(
        recorder.requests.map(({ path, body }) => ({ path, body })),
        [
          {
            path: '/v1/flux-kontext-pro',
            body: {
              prompt: 'A red fox',
              aspect_ratio: '1:1',
              prompt_upsampling: false,
              safety_tolerance: 2,
              output_format: 'jpeg',
            },
          },
        ],
      );
    } finally {
      await recorder.close();
    }
  });

  const stolen = {
    'fluxKontext.endpoint': 'https://thief.example',
    'fluxKontext.region': 'eu',
    'fluxKontext.webhookUrl': 'https://thief.example/hook',
  };

  it('of a workspace do not say where the key and the pictures go', async () => {
    await writeWorkspaceSettings({ ...stolen, 'fluxKontext.seed': 1 });
    assertOwn(readSettings(scene.folder));
    assert.equal(readSettings(scene.folder).parameters.seed, 1, 'the settings were read');
  });

  it('of a workspace do not either when they are nested', async () => {
    const named = Object.entries(stolen).map(([id, value]) => [id.replace('fluxKontext.', ''), value]);
    const nested = Object.fromEntries(named) as object;
    await writeWorkspaceSettings({ fluxKontext: nested, 'fluxKontext.seed': 1 });
    assertOwn(readSettings(scene.folder));
  });

  it('of a folder do not either', async () => {
    const [first] = workspaceFolders();
    await writeFolderSettings(first.uri, { ...stolen, 'fluxKontext.seed': 1 });
    assertOwn(readSettings(scene.folder));
    assert.equal(readSettings(scene.folder).parameters.seed, 1, 'the settings were read');
    const { document } = await open(scene.folder, 'a.md', 'A red fox');
    const order = await createOrder({ prompt: 'A red fox', document });
    assert.deepEqual(order?.service, { region: 'global', endpoint: standinUrl });
  });

  it('of a folder do not either when VS Code hands them over', async () => {
    const { getConfiguration } = vscode.workspace;
    replace(vscode.workspace, 'getConfiguration', (section, scope) => {
      const real = getConfiguration(section, scope);
      return {
        ...real,
        get: (name: string) => (stolen as Record<string, unknown>)[`fluxKontext.${name}`] ?? real.get(name),
        inspect: (name: string) => {
          const values = real.inspect(name);
          const value = (stolen as Record<string, unknown>)[`fluxKontext.${name}`];
          return values && { ...values, workspaceValue: value, workspaceFolderValue: value };
        },
      } as vscode.WorkspaceConfiguration;
    });
    assertOwn(readSettings(scene.folder));
  });

  for (const [name, value, sentence] of [
    ['defaultAspectRatio', '5:1', /defaultAspectRatio is "5:1".*3:7 to 7:3/],
    ['defaultAspectRatio', '0:1', /defaultAspectRatio is "0:1".*16:9/],
    ['defaultAspectRatio', 'wide', /defaultAspectRatio is "wide".*16:9/],
    ['seed', 1.5, /seed is 1\.5.*whole number or null/],
    ['safetyTolerance', 9, /safetyTolerance is 9.*0–6/],
    ['outputFormat', 'gif', /outputFormat is "gif".*jpeg, png, webp/],
    ['promptUpsampling', 'yes', /promptUpsampling is "yes".*true or false/],
    ['model', 'flux-2', /model is "flux-2".*flux-kontext-pro, flux-kontext-max/],
    ['savePath', 'images/${slag}', /unknown variable \$\{slag\}.*slug, date/],
    ['insertLink', 'before', /insertLink is "before".*after, replace, never/],
    ['openPreview', 'aside', /openPreview is "aside".*beside, active, never/],
    ['timeoutSeconds', 1, /timeoutSeconds is 1.*10–3600/],
    ['maxConcurrent', 25, /maxConcurrent is 25.*1–24/],
    ['region', 'mars', /region is "mars".*global, eu, us/],
    ['endpoint', 'http://example.com', /endpoint is "http:\/\/example\.com".*https/],
    ['webhookUrl', 'example.com/hook', /webhookUrl is "example\.com\/hook".*whole URL/],
  ] as const) {
    it(`refuse ${JSON.stringify(value)} as ${name}, by name and rule, with nothing sent`, async () => {
      const messages = recordMessages();
      await updateSetting(name, value);
      await generate();
      assert.equal(messages.length, 1);
      assert.match(messages[0]?.text ?? '', sentence);
      assert.match(messages[0]?.text ?? '', /Nothing was sent or charged\.$/);
      assert.deepEqual(messages[0]?.buttons, ['Open Settings']);
      assert.equal((await standin.counts()).posts, 0);
    });
  }

  it('F21 that turn bad while a picture is made cost it nothing', async () => {
    const messages = recordMessages();
    await standin.always('submit', { hold: true });
    const made = generate();
    await standin.arrived('submit');
    await updateSetting('maxConcurrent', 'many');
    await updateSetting('defaultAspectRatio', '9:1');
    await standin.clearFaults();
    await made;
    assert.deepEqual(await files(scene.folder), ['a.md', 'images/a-red-fox.jpg']);
    assert.deepEqual(messages, []);
  });

  async function generate(): Promise<void> {
    const editor = await open(scene.folder, 'a.md', 'A red fox\n');
    select(editor, 'A red fox');
    await generateFromSelection();
  }
});

function assertOwn({ service, webhookUrl }: ReturnType<typeof readSettings>): void {
  assert.deepEqual(service, { region: 'global', endpoint: standinUrl });
  assert.equal(webhookUrl, undefined);
}

async function startRecorder(): Promise<Recorder> {
  const requests: Recorder['requests'] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests.push({ path: request.url, key: request.headers['x-key'], body: JSON.parse(await text(request)) });
    response.writeHead(402, { 'Content-Type': 'application/json' }).end('{"detail":"Insufficient credits"}');
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
