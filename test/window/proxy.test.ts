import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { makeCertificate } from '../../scripts/editor/certificate.ts';
import { startStandin } from '../standin/server.ts';
import { realHosts } from './realHosts.ts';
import { elephant, generateFromLine, key, paintedSize, useStage } from './stage.ts';

const story = `# Story\n\n${elephant}\n\nThe end.\n`;
const command = 'FLUX: Generate Image from Selection';

describe('Through a proxy, to the real hosts', () => {
  const stage = useStage('newest', { useRealHosts: true, env: { BFL_API_KEY: key } });

  it('does the main job, with the key at the API and the polling host only', async () => {
    const {
      standin,
      realHosts: { proxy },
    } = stage;
    const window = await stage.open({ 'story.md': story });
    await generateFromLine(window, elephant);
    assert.deepEqual(await paintedSize(window), { width: 1024, height: 1024 });
    assert.equal(window.files().length, 2);

    const requests = standin.service.counts.requests.map(({ kind, origin, key: sent }) => `${kind} ${origin} ${sent}`);
    assert.deepEqual(
      [...new Set(requests)],
      [
        `submit https://${realHosts.api} ${key}`,
        `poll https://${realHosts.polling} ${key}`,
        `delivery https://${realHosts.delivery} undefined`,
      ],
    );
    for (const host of Object.values(realHosts))
      assert.ok(proxy.targets.includes(`${host}:443`), `${host} was reached through the proxy`);

    // The log, in which the stage will look for secrets, is written and can be read.
    await window.runCommand('FLUX: Show Log');
    await window.page.locator('.output-view .view-line', { hasText: 'is\u00A0ready' }).waitFor();
    await window.screenshot('log');
  });

  it('F1 sends again what a connection that broke within the TLS handshake cannot have carried', async () => {
    const {
      standin,
      realHosts: { lead },
    } = stage;
    let broken = 0;
    const breaker = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', () => {
        broken++;
        lead('api');
        socket.resetAndDestroy();
      });
    });
    breaker.listen(0, '127.0.0.1');
    await once(breaker, 'listening');
    const { posts } = standin.service.counts;
    const window = await stage.open({ 'story.md': story });

    lead('api', (breaker.address() as AddressInfo).port);
    try {
      await generateFromLine(window, elephant);
      assert.deepEqual(await paintedSize(window), { width: 1024, height: 1024 });
    } finally {
      lead('api');
      breaker.close();
    }
    assert.equal(broken, 1);
    assert.equal(standin.service.counts.posts, posts + 1);
    await window.expectMessages(0);
  });

  it('names the cause when the certificate is not trusted, or the proxy wants a login', async () => {
    const {
      standin,
      realHosts: { lead, proxy },
    } = stage;
    const stranger = await startStandin({ tls: makeCertificate([realHosts.api]) });
    const { posts } = standin.service.counts;
    const window = await stage.open({ 'story.md': story });
    await window.selectLine(elephant);

    lead('api', Number(new URL(stranger.apiUrl).port));
    try {
      await window.runCommand(command);
      const untrusted = window.notification(
        /certificate of api\.bfl\.ai is not trusted \((DEPTH_ZERO_)?SELF_SIGNED_CERT/,
      );
      await untrusted.waitFor();
      await window.screenshot('certificate-not-trusted');
      await untrusted.dismiss();
    } finally {
      lead('api');
      await stranger.close();
    }
    assert.deepEqual(stranger.service.counts.requests, [], 'nothing was sent to the stranger');

    proxy.wantLogin(true);
    try {
      await window.runCommand(command);
      const refused = window.notification(/The proxy on the way to api\.bfl\.ai wants a login \(407\)/);
      await refused.waitFor();
      assert.equal(await refused.buttons(), 'Open Settings');
    } finally {
      proxy.wantLogin(false);
    }
    await window.expectMessages(1);
    assert.equal(standin.service.counts.posts, posts, 'nothing was sent');
  });
});
