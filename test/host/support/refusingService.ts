import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { updateSetting } from './scene.ts';

/** A service without credits. */
export interface RefusingService {
  /** What it was asked for: the path and the body of each request. */
  readonly bodies: readonly Readonly<Record<string, unknown>>[];
  close(this: void): void;
}

/** Has the extension send its requests to a service that makes no picture, and keeps what it was asked for. */
export async function useRefusingService(): Promise<RefusingService> {
  const bodies: Readonly<Record<string, unknown>>[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    bodies.push({ path: request.url, ...JSON.parse(await text(request)) });
    response.writeHead(402, { 'content-type': 'application/json' }).end('{"detail":"Insufficient credits"}');
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await updateSetting('endpoint', `http://127.0.0.1:${port}`);
  return { bodies, close: () => void server.close() };
}
