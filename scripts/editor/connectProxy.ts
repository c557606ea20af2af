import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** An HTTP proxy on loopback that opens tunnels (CONNECT), to servers of this machine only. */
export interface ConnectProxy {
  readonly url: string;
  /** `host:port` of each tunnel that was asked for, oldest first. */
  readonly targets: readonly string[];
  /** From now on tunnels to `target` (`host:port`) lead to this port of 127.0.0.1. */
  lead(target: string, port: number): void;
  /** From now on wants a login that nobody has: answers 407. */
  wantLogin(isWanted: boolean): void;
  close(): Promise<void>;
}

export async function startConnectProxy(): Promise<ConnectProxy> {
  const ports = new Map<string, number>();
  const targets: string[] = [];
  const sockets = new Set<Duplex>();
  let isLoginWanted = false;

  const server = createServer((_, response) => response.writeHead(502).end());
  server.on('connect', ({ url: target = '' }, client: Duplex, head: Buffer) => {
    targets.push(target);
    own(client);
    const port = ports.get(target);
    if (isLoginWanted) refuse(client, '407 Proxy Authentication Required', 'Proxy-Authenticate: Negotiate\r\n');
    else if (port === undefined) refuse(client, '502 Bad Gateway');
    else {
      const there = own(
        connect(port, '127.0.0.1', () => {
          client.write('HTTP/1.1 200 Connection established\r\n\r\n');
          there.write(head);
          there.pipe(client).pipe(there);
        }),
      );
      there.once('close', () => client.destroy());
      client.once('close', () => there.destroy());
    }
  });

  function own<Socket extends Duplex>(socket: Socket): Socket {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy()); // a tunnel breaks when either end goes away
    return socket;
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    lead: (target, port) => void ports.set(target, port),
    wantLogin: (isWanted) => void (isLoginWanted = isWanted),
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function refuse(client: Duplex, status: string, headers = ''): void {
  client.end(`HTTP/1.1 ${status}\r\n${headers}Content-Length: 0\r\nConnection: close\r\n\r\n`);
}
