import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Certificate } from '../../../scripts/editor/certificate.ts';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Time of the test's clock. */
  readonly atMs: number;
}

/** Answers request number `index` (from 0). */
export type Handler = (request: SeenRequest, response: ServerResponse, index: number) => void;

export interface TestServer {
  readonly origin: string;
  readonly requests: readonly SeenRequest[];
  /** Resolves when that many requests have come. */
  received(count: number): Promise<void>;
  close(): Promise<void>;
}

/** A real HTTP server on loopback that remembers what it was asked; behind TLS if it gets a certificate. */
export async function startServer(
  handler: Handler,
  monotonic: () => number = () => 0,
  tls?: Certificate,
): Promise<TestServer> {
  const requests: SeenRequest[] = [];
  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readText(message);
    const { method = '', url = '', headers } = message;
    const request = { method, url, headers, body, atMs: monotonic() };
    requests.push(request);
    server.emit('seen');
    handler(request, response, requests.length - 1);
  };
  const listener = (message: IncomingMessage, response: ServerResponse) => void serve(message, response);
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  const { port } = address;
  return {
    origin: tls === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`,
    requests,
    received: async (count) => {
      while (requests.length < count) await once(server, 'seen');
    },
    close: async () => {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export function answerJson(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

async function readText(message: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of message) text += String(chunk);
  return text;
}
