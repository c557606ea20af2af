import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Folders that hold only a few bytes, as if a small disk were mounted there. */
export interface SmallDisks {
  /** The stage needs these two. */
  readonly fixtures: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Puts an empty disk where a folder is or will be, with room for so many bytes in whole pages of 4 KiB. */
  mount(folder: string, bytes: number): void;
  /** Takes all the room that is left there. */
  fill(folder: string): void;
  /** Takes all of them away, with what is on them. */
  unmountAll(): void;
}

const canMount = findOutIfMounting();

/** What small disks are here: where mounting is refused, an extension beside ours has writes fail. */
export const smallDiskKind = canMount ? 'a small tmpfs' : 'an injected fault';

/** Registers a hook that unmounts after each test, failed ones included. */
export function useSmallDisks(): SmallDisks {
  const scratch = mkdtempSync(join(tmpdir(), 'flux-kontext-disks-'));
  const limits = join(scratch, 'limits.json');
  const disks = new Map<string, number>();

  const writeLimits = (): void => writeFileSync(limits, JSON.stringify(canMount ? {} : Object.fromEntries(disks)));
  const unmountAll = (): void => {
    for (const folder of disks.keys()) (canMount ? unmount : empty)(folder);
    disks.clear();
    writeLimits();
  };
  writeLimits();
  process.once('exit', unmountAll); // a run that is stopped midway has no hooks
  afterEach(unmountAll);
  after(() => {
    process.off('exit', unmountAll);
    rmSync(scratch, { recursive: true });
  });

  return {
    fixtures: ['smallDisks'],
    env: { SMALL_DISKS: limits },
    mount(folder, bytes) {
      empty(folder);
      if (canMount) mount(folder, bytes);
      disks.set(folder, bytes);
      writeLimits();
    },
    fill(folder) {
      try {
        writeFileSync(join(folder, 'ballast'), Buffer.alloc(disks.get(folder) ?? 0));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    },
    unmountAll,
  };
}

function empty(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

/** Root of Linux may, but not in every container. */
function findOutIfMounting(): boolean {
  if (process.platform !== 'linux') return false;
  const folder = mkdtempSync(join(tmpdir(), 'flux-kontext-mount-'));
  try {
    mount(folder, 4096);
    unmount(folder);
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(folder);
  }
}

function mount(folder: string, bytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'ignore' });
}

/** Lazily: the editor may have the folder open. */
function unmount(folder: string): void {
  execFileSync('umount', ['-l', folder]);
}
