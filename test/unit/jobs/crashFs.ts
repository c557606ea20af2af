import { dirname } from 'node:path';
import type { JournalFile } from '../../../src/files/durable.ts';
import type { LeaseFs } from '../../../src/jobs/leases/leaseFiles.ts';

// A disk in memory that forgets what was not flushed, for processes that can be killed between any two steps.
// Content becomes durable by flushing the file, names by flushing the folder. After a power cut a beginning of the
// unflushed names survives, as in a file system that journals them in order, and a beginning of unflushed content.

export interface Step {
  /** 1 for the first thing that the process asked of the disk. */
  readonly number: number;
  readonly name:
    | 'mkdir'
    | 'readdir'
    | 'readFile'
    | 'open'
    | 'read'
    | 'write'
    | 'sync'
    | 'close'
    | 'rename'
    | 'unlink'
    | 'stat'
    | 'utimes';
  readonly path: string;
}

/** May throw a file system's error, or {@link Killed}: then this and every later step of the process fails. */
export type BeforeStep = (step: Step) => void | Promise<void>;

export interface Survivors {
  /** How many of so many changes of names, the oldest first. */
  readonly names?: (most: number) => number;
  /** How many of a file's so many bytes. */
  readonly bytes?: (most: number) => number;
}

export class Killed extends Error {}

export interface CrashDisk {
  /**
   * The disk as one process sees it. A write has two steps, one before each of its halves.
   * @param half how many of so many bytes the first half has
   */
  mount(beforeStep?: BeforeStep, half?: (bytes: number) => number): LeaseFs;
  /** What survives of what was not flushed: nothing unless told. */
  losePower(survivors?: Survivors): void;
  /** All files, as a process sees them. */
  files(): Readonly<Record<string, string>>;
  /** Every text that was to be written, be it gone by now. */
  readonly written: readonly string[];
}

interface Inode {
  bytes: Buffer;
  flushedBytes: Buffer;
  mtimeMs: number;
}
type Names = Map<string, Inode>;
interface NameChange {
  readonly folder: string;
  readonly apply: (names: Names) => void;
}

export function dieBefore(number: number): BeforeStep {
  return (step) => {
    if (step.number === number) throw new Killed(`before ${step.name} ${step.path}`);
  };
}

export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

export function createCrashDisk(now: () => number = Date.now): CrashDisk {
  const folders = new Set<string>();
  let names: Names = new Map();
  let flushedNames: Names = new Map();
  let unflushed: NameChange[] = [];
  const written: string[] = [];

  function change(path: string, apply: (names: Names) => void): void {
    apply(names);
    unflushed.push({ folder: dirname(path), apply });
  }

  function flushFolder(folder: string): void {
    for (const { apply } of unflushed.filter((one) => one.folder === folder)) apply(flushedNames);

    unflushed = unflushed.filter((one) => one.folder !== folder);
  }

  function inodeAt(path: string): Inode {
    const inode = names.get(path);
    if (!inode) throw systemError('ENOENT');

    return inode;
  }

  function mount(beforeStep: BeforeStep = () => undefined, half = (bytes: number) => Math.floor(bytes / 2)): LeaseFs {
    let number = 0;
    let death: Killed | undefined;

    async function step(name: Step['name'], path: string): Promise<void> {
      number++;
      try {
        if (!death) await beforeStep({ number, name, path });
      } catch (error) {
        if (!(error instanceof Killed)) throw error;

        death = error;
      }
      if (death) throw death;
    }

    function openFile(path: string, inode: Inode): JournalFile {
      return {
        async read(buffer, offset, length, position) {
          await step('read', path);
          return { bytesRead: inode.bytes.subarray(position, position + length).copy(buffer, offset) };
        },
        async writeFile(text) {
          const bytes = Buffer.from(text);
          const middle = half(bytes.length);
          written.push(text);
          for (const part of [bytes.subarray(0, middle), bytes.subarray(middle)]) {
            await step('write', path);
            inode.bytes = Buffer.concat([inode.bytes, part]);
            inode.mtimeMs = now();
          }
        },
        async sync() {
          await step('sync', path);
          inode.flushedBytes = inode.bytes;
        },
        close: () => step('close', path),
      };
    }

    function openFolder(path: string): JournalFile {
      return {
        read: () => Promise.reject(systemError('EISDIR')),
        writeFile: () => Promise.reject(systemError('EISDIR')),
        async sync() {
          await step('sync', path);
          flushFolder(path);
        },
        close: () => step('close', path),
      };
    }

    return {
      async mkdir(path) {
        await step('mkdir', path);
        for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) folders.add(folder);
      },
      async readdir(path) {
        await step('readdir', path);
        if (!folders.has(path)) throw systemError('ENOENT');

        const found = [...names.keys(), ...folders].filter((one) => dirname(one) === path && one !== path);
        return found.map((one) => one.slice(path.length + 1));
      },
      async readFile(path) {
        await step('readFile', path);
        return inodeAt(path).bytes.toString();
      },
      async open(path, flags) {
        await step('open', path);
        if (flags === 'r') return folders.has(path) ? openFolder(path) : openFile(path, inodeAt(path));

        if (folders.has(path)) throw systemError('EISDIR');

        const mayExist = flags === 'a' || flags === 'a+';
        if (mayExist && names.has(path)) return openFile(path, inodeAt(path));

        if (flags !== 'wx' && !mayExist) throw new Error(`This disk has no open('${flags}').`);

        if (names.has(path)) throw systemError('EEXIST');

        if (!folders.has(dirname(path))) throw systemError('ENOENT');

        const inode: Inode = { bytes: Buffer.alloc(0), flushedBytes: Buffer.alloc(0), mtimeMs: now() };
        change(path, (all) => all.set(path, inode));
        return openFile(path, inode);
      },
      async rename(from, to) {
        await step('rename', from);
        const inode = inodeAt(from);
        // Both names in one record: a rename is never half done. Between folders either folder's flush writes it.
        change(to, (all) => {
          all.delete(from);
          all.set(to, inode);
        });
      },
      async unlink(path) {
        await step('unlink', path);
        inodeAt(path);
        change(path, (all) => all.delete(path));
      },
      async stat(path) {
        await step('stat', path);
        if (folders.has(path)) return { size: 0, mtimeMs: 0 };

        const { bytes, mtimeMs } = inodeAt(path);
        return { size: bytes.length, mtimeMs };
      },
      async utimes(path, _accessed, modified) {
        await step('utimes', path);
        inodeAt(path).mtimeMs = modified.getTime();
      },
    };
  }

  function losePower({ names: keptNames = () => 0, bytes: keptBytes = () => 0 }: Survivors = {}): void {
    for (const { apply } of unflushed.slice(0, keptNames(unflushed.length))) apply(flushedNames);

    unflushed = [];
    for (const inode of new Set(flushedNames.values())) {
      const unflushedBytes = inode.bytes.subarray(inode.flushedBytes.length);
      inode.bytes = inode.bytes.subarray(0, inode.flushedBytes.length + keptBytes(unflushedBytes.length));
      inode.flushedBytes = inode.bytes;
    }
    names = new Map(flushedNames);
    flushedNames = new Map(names);
  }

  function files(): Readonly<Record<string, string>> {
    return Object.fromEntries([...names].map(([path, { bytes }]) => [path, bytes.toString()]));
  }

  return { mount, losePower, files, written };
}
