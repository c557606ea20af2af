import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import * as v from 'valibot';

export const ownerSchema = v.object({
  host: v.string(),
  pid: v.number(),
  /** Null where the system does not tell without starting a program: macOS, Windows. */
  startedAt: v.nullable(v.string()),
  bootId: v.nullable(v.string()),
  /** Containers on one host share its boot id, yet their process ids mean different processes. */
  pidNamespace: v.nullable(v.string()),
});

/** A process, named so that after its death no other can be taken for it. */
export type Owner = Readonly<v.InferOutput<typeof ownerSchema>>;
export type Life = 'alive' | 'dead' | 'unknown';

/** What a lease needs to know of processes; simulations put their own in its place. */
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

/** `unknown` for a process on another machine or in another container, and where a process id may have been reused. */
async function lifeOf(owner: Owner): Promise<Life> {
  const here = await self();
  if (owner.host !== here.host) return 'unknown';

  if (owner.bootId !== here.bootId) return 'dead';

  if (owner.pidNamespace !== here.pidNamespace) return 'unknown';

  if (!exists(owner.pid)) return 'dead';

  const status = await processStatus(owner.pid);
  if (!status || owner.startedAt === null) return 'unknown';

  return status.startedAt === owner.startedAt && !status.hasEnded ? 'alive' : 'dead';
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists, and belongs to somebody else.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/**
 * Fields 3 and 22 of proc_pid_stat(5): the state, in which a killed process lingers as Z until its parent has asked
 * for it, and the start in clock ticks since boot. The name in field 2 may hold spaces and parentheses.
 */
async function processStatus(pid: number): Promise<{ startedAt: string; hasEnded: boolean } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [state, ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const startedAt = fields[18];
  return startedAt === undefined ? undefined : { startedAt, hasEnded: state === 'Z' || state === 'X' };
}
