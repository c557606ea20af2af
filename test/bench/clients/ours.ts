import nodeFetch from 'node-fetch';
import { type ClientOptions, createClient, type Task } from '../../../src/bfl/client.ts';
import { learnSchedule } from '../../../src/bfl/schedule.ts';
import { createService } from '../../../src/bfl/service.ts';
import { createBody } from '../../standin/requestBody.ts';
import type { PictureClient } from './client.ts';

export interface OurOptions extends Partial<ClientOptions> {
  /** An endpoint of its own; default: the service's. */
  readonly endpoint?: string;
  /** Durations known before; those of the pictures made are added. None: never learns. */
  readonly history?: number[];
}

export interface OurClient extends PictureClient {
  /** @param onReady called when the final status was seen, before the download */
  generate(prompt: string, onReady?: () => void): Promise<Uint8Array>;
}

/** The extension's client, as its line calls it. */
export function createOurClient(options: OurOptions): OurClient {
  const { endpoint, history, ...clientOptions } = options;
  const client = createClient({ fetch: nodeFetch, log: () => undefined, ...clientOptions });
  const connection = { service: createService('global', endpoint), key: 'bench-key' };

  async function wait(task: Task) {
    const schedule = history && learnSchedule(history);
    return client.wait(connection, task, { timeoutMs: 300_000, ...(schedule && { schedule }) });
  }

  return {
    name: 'ours',
    generate: async (prompt, onReady) => {
      const task = await client.submit(connection, '/v1/flux-kontext-pro', createBody(prompt), {});
      const result = await wait(task);
      onReady?.();
      if (history && result.durationSeconds !== null) history.push(result.durationSeconds * 1_000);

      const image = await client.download(connection, result, { refresh: () => wait(task) });
      return image.bytes;
    },
  };
}
