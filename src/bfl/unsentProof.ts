import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';
import { TLSSocket } from 'node:tls';

/**
 * Where Node tells of a request: as soon as it is made, before it has a connection; and, which is all that Node 20
 * (VS Code 1.100) does, once it was handed whole to a connection, though that may be in its handshake still. Before
 * that nothing is proved there. Source: https://nodejs.org/api/diagnostics_channel.html#http
 */
const channels = ['http.client.request.created', 'http.client.request.start'] as const;

/** Who makes a request: other code of the process makes some at the same time. */
const sender = new AsyncLocalStorage<symbol>();

export interface Watched<T> {
  readonly result: Promise<T>;
  /** Whether nothing has been sent yet, for certain; `false` means that it is not known. */
  readonly isUnsent: () => boolean;
}

/** Calls `send`, and watches the HTTP requests to a host that it makes until it settles. */
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
 * A request has no socket while its agent still asks for a proxy, or a proxy for a tunnel; one that is destroyed before
 * never uses the socket it is then given. A TLS socket sends nothing of it before the end of the handshake, which is
 * when `alpnProtocol` stops being null; that stays readable when the socket is gone.
 * Sources: https://nodejs.org/api/tls.html#tlssocketalpnprotocol, `onSocketNT` in Node's lib/_http_client.js
 */
function isUnsent({ socket }: ClientRequest): boolean {
  return socket === null || (socket instanceof TLSSocket ? socket.alpnProtocol === null : socket.connecting);
}
