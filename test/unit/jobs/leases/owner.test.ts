import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { systemProcesses } from '../../../../src/jobs/leases/owner.ts';
import type { Life, Owner } from '../../../../src/jobs/leases/owner.ts';

describe('The owner of a lease', () => {
  let self: Owner;
  before(async () => {
    self = await systemProcesses.self();
  });

  async function lifeWith(change: Partial<Owner>): Promise<Life> {
    return systemProcesses.lifeOf({ ...self, ...change });
  }

  it('is dead once its process is gone', async () => {
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
    assert.equal(await lifeWith({ pid: child.pid ?? 0 }), 'dead');
  });

  it('is dead if the machine was started again since', async () => {
    assert.equal(await lifeWith({ bootId: 'another' }), 'dead');
  });

  it('cannot be judged on another machine, whatever its boot id', async () => {
    assert.equal(await lifeWith({ host: 'another', bootId: 'another', pid: 999_999_999 }), 'unknown');
  });

  it('cannot be judged in another container, where its process id means nothing here', async () => {
    assert.equal(await lifeWith({ pidNamespace: 'pid:[1]', pid: 999_999_999 }), 'unknown');
  });

  it('cannot be judged by its process id alone, which may have been reused', async () => {
    assert.equal(await lifeWith({ startedAt: null }), 'unknown');
  });

  if (process.platform === 'linux') {
    it('is alive while its process is', async () => {
      assert.equal(await lifeWith({}), 'alive');
    });

    it('is dead if another process has its id now', async () => {
      assert.equal(await lifeWith({ startedAt: '1' }), 'dead');
    });

    it('is dead when its process lingers because nobody has asked for its end', async () => {
      const parent = spawn('/bin/sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const pid = Number(String((await once(parent.stdout, 'data'))[0]));
      const { startedAt } = await processFields(pid);
      assert.equal(await lifeWith({ pid, startedAt }), 'alive');
      // A shell would ask for the end of its child; the program that takes its place does not.
      while ((await processFields(parent.pid ?? 0)).name !== 'sleep') await setImmediate();
      process.kill(pid, 'SIGKILL');
      while ((await processFields(pid)).state !== 'Z') await setImmediate();

      assert.equal(await lifeWith({ pid, startedAt }), 'dead');
      parent.kill('SIGKILL');
      await once(parent, 'exit');
    });
  }
});

/** proc_pid_stat(5), read apart from the code under test. */
async function processFields(pid: number): Promise<{ name: string; state: string; startedAt: string }> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = text.replace(/\(.*\)/, 'name').split(' ');
  return { name: /\((.*)\)/.exec(text)?.[1] ?? '', state: fields[2] ?? '', startedAt: fields[21] ?? '' };
}
