import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';
import { TLSSocket } from 'node:tls';

/**
 * Diagnostics channels on which Node reports a request. `created` reports it before it has a connection. Node 20 (VS
 * Code 1.100) only has `start`, which reports it after it was handed whole to a connection that may still be in its
 * handshake; until then nothing is proved there. Source: https://nodejs.org/api/diagnostics_channel.html#http
 */
const channels = ['http.client.request.created', 'http.client.request.start'] as const;

/** Identifies the caller of a request, because other code in the process makes requests at the same time. */
const sender = new AsyncLocalStorage<symbol>();

export interface Watched<T> {
  readonly result: Promise<T>;
  /** True if it is certain that nothing has been sent yet; `false` means that it is not known. */
  readonly isUnsent: () => boolean;
}

/** Calls `send`, and watches the HTTP requests that it makes to the URL's host until it settles. */
export function watchSending<T>({ host }: URL, send: () => Promise<T>): Watched<T> {
  const self = Symbol('sender');
  const requests = new Set<ClientRequest>();
  const listen = (message: unknown) => {
    if (sender.getStore() === self && typeof message === 'object' && message !== null && 'request' in message) {
      const { request } = message;
      if (request instanceof ClientRequest && request.getHeader('host') === host) requests.add(request);
    }
  };
  const stop = () => channels.forEach((channel) => unsubscribe(channel, listen));
  channels.forEach((channel) => subscribe(channel, listen));
  const result = sender.run(self, send).finally(stop);
  return { result, isUnsent: () => requests.size > 0 && [...requests].every(isUnsent) };
}

/**
 * Whether nothing of a request has been sent. It has no socket while its agent still looks up a proxy, or a proxy still
 * opens a tunnel; a request that is destroyed before it gets a socket never uses it. A TLS socket sends nothing of the
 * request before the handshake ends. That is when `alpnProtocol` stops being null, and it can be read even after the
 * socket is gone.
 * Sources: https://nodejs.org/api/tls.html#tlssocketalpnprotocol, `onSocketNT` in Node's lib/_http_client.js
 */
function isUnsent({ socket }: ClientRequest): boolean {
  return socket === null || (socket instanceof TLSSocket ? socket.alpnProtocol === null : socket.connecting);
}
