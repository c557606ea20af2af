import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import type { StandinResponse } from './responses.ts';

/** Sends an answer over a real socket, with its transport faults carried out. Settles when the client is gone, too. */
export async function send(answer: StandinResponse, request: IncomingMessage, res: ServerResponse): Promise<void> {
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  try {
    await sendUntil(gone.signal, answer, request, res);
  } catch (error) {
    if (!gone.signal.aborted) throw error;
  }
}

async function sendUntil(signal: AbortSignal, answer: StandinResponse, request: IncomingMessage, res: ServerResponse) {
  const { transport, status, body } = answer;
  if (transport.delayMs !== undefined) await sleep(transport.delayMs, undefined, { signal });

  if (transport.resetBefore === true || transport.resetAfterBody === true || transport.refuse === true) {
    reset(request.socket);
    return;
  }
  if (transport.endless === true) {
    const { 'Content-Length': _length, 'Content-MD5': _md5, ...headers } = answer.headers;
    res.writeHead(status, headers);
    await sendEndless(signal, body, res);
    return;
  }
  res.writeHead(status, answer.headers);
  if (transport.cutAfterBytes !== undefined) {
    res.flushHeaders();
    await write(res, body.subarray(0, transport.cutAfterBytes), signal);
    request.socket.destroy();
    return;
  }
  if (transport.dripBytesPerSecond !== undefined) {
    for (let sent = 0; sent < body.byteLength; sent += transport.dripBytesPerSecond) {
      await write(res, body.subarray(sent, sent + transport.dripBytesPerSecond), signal);
      await sleep(1_000, undefined, { signal });
    }
    res.end();
    return;
  }
  res.end(body);
}

/** A TLS connection cannot be reset by Node, so that one is closed; the client sees no answer either way. */
function reset(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

/** The real picture first, so that its first bytes look right, then zeros for ever. */
async function sendEndless(signal: AbortSignal, start: Uint8Array, res: ServerResponse): Promise<void> {
  const zeros = Buffer.alloc(64 * 1_024);
  for (let chunk = start; ; chunk = zeros) {
    signal.throwIfAborted();
    if (!res.write(chunk)) await once(res, 'drain', { signal });
  }
}

/** Settles when the bytes were handed to the system. */
function write(res: ServerResponse, chunk: Uint8Array, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('The client is gone')), { once: true });
    res.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}
