import type { Fault, RequestKind } from '../../standin/faults.ts';
import type { ServiceCounts } from '../../standin/record.ts';
import type { Task } from '../../standin/tasks.ts';

/** The address of the stand-in, which runs in the process that started VS Code. */
export const standinUrl = process.env['STANDIN_URL'] ?? '';

async function call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<Response> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const answer = await fetch(`${standinUrl}/standin/${path}`, init);
  if (!answer.ok) throw new Error(`The stand-in answered ${answer.status} to ${method} ${path}`);
  return answer;
}

/** The stand-in service, by remote control. */
export const standin = {
  reset: async () => void (await call('POST', 'reset')),
  counts: async () => (await (await call('GET', 'counts')).json()) as ServiceCounts,
  tasks: async () => (await (await call('GET', 'tasks')).json()) as readonly Task[],
  /** The bytes that delivery serves for a task. */
  image: async ({ id }: Task) => Buffer.from(await (await call('GET', `images/${id}`)).arrayBuffer()),
  /** Resolves when so many requests of a kind have arrived since the last reset. */
  arrived: async (kind: RequestKind, count = 1) => void (await call('GET', `wait?on=${kind}&count=${count}`)),
  always: async (on: RequestKind, fault: Fault) =>
    void (await call('POST', 'faults', { on, times: 'always', do: fault })),
  clearFaults: async () => void (await call('DELETE', 'faults')),
};
