import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import * as v from 'valibot';

export const ownerSchema = v.object({
  host: v.string(),
  pid: v.number(),
  /** Null if the system does not tell this without starting a program, as on macOS and Windows. */
  startedAt: v.nullable(v.string()),
  bootId: v.nullable(v.string()),
  /** Containers on one host share its boot id, yet their process ids mean different processes. */
  pidNamespace: v.nullable(v.string()),
});

/** Names a process so that no later process can be taken for it. */
export type Owner = Readonly<v.InferOutput<typeof ownerSchema>>;
export type Life = 'alive' | 'dead' | 'unknown';

/** What a lease needs to know about processes; simulations replace it. */
export interface Processes {
  self(): Promise<Owner>;
  lifeOf(owner: Owner): Promise<Life>;
}

export const systemProcesses: Processes = { self, lifeOf };

async function self(): Promise<Owner> {
  return {
    host: hostname(),
    pid: process.pid,
    startedAt: (await processStatus(process.pid))?.startedAt ?? null,
    bootId: await readFile('/proc/sys/kernel/random/boot_id', 'utf8').then(
      (text) => text.trim(),
      () => null,
    ),
    pidNamespace: await readlink('/proc/self/ns/pid').catch(() => null),
  };
}

/**
 * Tells whether a process lives; `unknown` if it is on another machine or in another container, or if another process
 * may have reused its id.
 */
async function lifeOf(owner: Owner): Promise<Life> {
  const here = await self();
  if (owner.host !== here.host) return 'unknown';

  if (owner.bootId !== here.bootId) return 'dead';

  if (owner.pidNamespace !== here.pidNamespace) return 'unknown';

  if (!exists(owner.pid)) return 'dead';

  const status = await processStatus(owner.pid);
  if (!status && !exists(owner.pid)) return 'dead'; // It has ended just now.
  if (!status || owner.startedAt === null) return 'unknown';

  return status.startedAt === owner.startedAt && !status.hasEnded ? 'alive' : 'dead';
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process exists, but belongs to another user.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/**
 * Reads fields 3 and 22 of proc_pid_stat(5). Field 3 is the state: a killed process stays as Z until its parent has
 * asked for it. Field 22 is the start time in clock ticks since boot. Field 2, the name, may hold spaces and
 * parentheses.
 */
async function processStatus(pid: number): Promise<{ startedAt: string; hasEnded: boolean } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [state, ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const startedAt = fields[18];
  return startedAt === undefined ? undefined : { startedAt, hasEnded: state === 'Z' || state === 'X' };
}
