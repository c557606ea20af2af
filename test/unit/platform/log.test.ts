import assert from 'node:assert/strict';
import type { LogOutputChannel } from 'vscode';
import { createLog } from '../../../src/platform/log.ts';

function createTestLog() {
  const lines: string[] = [];
  const write = (level: string) => (line: string) => void lines.push(`${level} ${line}`);
  const channel = { info: write('info'), warn: write('warn'), error: write('error'), show: write('show') };
  return { log: createLog(channel as unknown as LogOutputChannel), lines };
}

describe('the log', () => {
  it('T4 hides what it was told to hide, wherever it occurs and at every level', () => {
    const { log, lines } = createTestLog();
    log.hide('canary-key');
    log.info('x-key: canary-key, again canary-key');
    log.warn('canary-key');
    log.error('Error: "canary-key"');
    assert.deepEqual(lines, ['info x-key: …, again …', 'warn …', 'error Error: "…"']);
  });

  it('T4 hides a key of which another is the beginning', () => {
    const { log, lines } = createTestLog();
    log.hide('canary');
    log.hide('canary-key');
    log.info('canary-key');
    assert.deepEqual(lines, ['info …']);
  });

  it('T4 cuts the query off every URL, which signs it', () => {
    const { log, lines } = createTestLog();
    log.info('GET https://delivery.bfl.ai/a.jpg?se=2026&sig=secret 200, then http://127.0.0.1:80/b?sig=secret#x');
    log.info('{"sample":"https://bfldelivery.blob.core.windows.net/a.jpg?sig=secret","seed":1}');
    assert.deepEqual(lines, [
      'info GET https://delivery.bfl.ai/a.jpg?… 200, then http://127.0.0.1:80/b?…',
      'info {"sample":"https://bfldelivery.blob.core.windows.net/a.jpg?…","seed":1}',
    ]);
  });

  it('leaves everything else readable, also when told of no secret or one too short to be one', () => {
    const { log, lines } = createTestLog();
    log.hide(undefined);
    log.hide('');
    log.hide('a');
    log.info('POST https://api.bfl.ai/v1/flux-kontext-pro 200');
    assert.deepEqual(lines, ['info POST https://api.bfl.ai/v1/flux-kontext-pro 200']);
  });

  it('never throws: what is under way when the window closes gets to its end', () => {
    const closed = (): never => {
      throw new Error('Channel has been closed');
    };
    const log = createLog({ info: closed, warn: closed, error: closed } as unknown as LogOutputChannel);
    const { error } = console;
    const told: unknown[] = [];
    console.error = (...args) => void told.push(...args);
    try {
      log.info('accepted');
      log.warn('late');
      log.error('lost');
    } finally {
      console.error = error;
    }
    assert.deepEqual(
      told.map(String),
      Array.from({ length: 3 }, () => 'Error: Channel has been closed'),
    );
  });

  it('T4 does not stand still for a megabyte of beginnings of URLs', () => {
    const { log, lines } = createTestLog();
    const text = 'http://'.repeat(150_000);
    log.info(text);
    log.info(`${text}?sig=canary`);
    assert.equal(lines[0]?.length, 'info '.length + text.length);
    assert.doesNotMatch(lines[1] ?? '', /canary/);
  });
});
