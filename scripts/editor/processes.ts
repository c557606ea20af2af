import { spawn, type ChildProcess } from 'node:child_process';

const stopTimeoutMs = 5000;
const running = new Set<ChildProcess>();

interface SpawnOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts a program as the leader of its own process group, so that its whole family can be stopped by one id. */
export function spawnGroup(program: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const child = spawn(program, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

/** Stops a process group: asks, and after 5 s insists. Resolves when the leader has ended. */
export async function stopGroup(child: ChildProcess): Promise<void> {
  if (running.has(child)) {
    const closed = new Promise((resolve) => child.once('close', resolve));
    const insist = setTimeout(() => signalGroup(child, 'SIGKILL'), stopTimeoutMs);
    signalGroup(child, 'SIGTERM');
    await closed;
    clearTimeout(insist);
  }
  signalGroup(child, 'SIGKILL'); // members that outlived their leader
}

/** Whether a process of this id runs. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;

  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is already gone.
  }
}

// A detached group does not get the terminal's Ctrl-C, and must not outlive us.
process.once('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => process.exit(process.exitCode ?? 1));
