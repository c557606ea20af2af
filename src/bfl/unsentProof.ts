import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';
import { TLSSocket } from 'node:tls';

/**
 * Tells of a request as soon as it is made, before it has a connection. Node 20 (VS Code 1.100) does not have it: there
 * nothing is ever proved. Source: https://nodejs.org/api/diagnostics_channel.html#http
 */
const channel = 'http.client.request.created';

export interface Watched<T> {
  readonly result: T;
  /** Whether nothing has been sent yet, for certain; `false` means that it is not known. */
  readonly isUnsent: () => boolean;
}

/** Calls `send`, and watches the HTTP request that it makes before it returns. */
export function watchSending<T>(send: () => T): Watched<T> {
  const requests: ClientRequest[] = [];
  const listen = (message: unknown) => {
    if (typeof message === 'object' && message !== null && 'request' in message) {
      const { request } = message;
      if (request instanceof ClientRequest) {
        requests.push(request);
      }
    }
  };
  subscribe(channel, listen);
  try {
    return { result: send(), isUnsent: () => requests.length > 0 && requests.every(isUnsent) };
  } finally {
    unsubscribe(channel, listen);
  }
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
