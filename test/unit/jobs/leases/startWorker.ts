import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Answer, Task } from './worker.ts';

export interface Worker {
  readonly pid: number;
  perform(task: Task): Promise<Answer>;
  /** Resolves once the process is gone. */
  kill(): Promise<void>;
}

export async function startWorker(folder: string): Promise<Worker> {
  const child = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), [folder]);
  await once(child, 'message');
  return {
    pid: child.pid ?? -1,
    async perform(task) {
      const answer = new Promise<Answer>((resolve) => child.once('message', (message: Answer) => resolve(message)));
      child.send(task);
      return answer;
    },
    async kill() {
      const gone = once(child, 'exit');
      if (child.kill('SIGKILL')) await gone;
    },
  };
}
