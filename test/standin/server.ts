import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { control } from './control.ts';
import type { HostKind } from './record.ts';
import { createStandinService, type Origins, type ServiceOptions, type StandinService } from './service.ts';
import { send } from './transport.ts';
import { sendWebhook } from './webhook.ts';

export interface StandinOptions extends Omit<ServiceOptions, 'clock' | 'origins'> {
  /** 0, the default, takes any free port. */
  readonly apiPort?: number;
  readonly deliveryPort?: number;
  /** Serves https; PEM. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Origins for polling URLs and samples, when a proxy leads other names to this server. */
  readonly publicHosts?: Partial<Origins>;
}

export interface Standin {
  /** Origins without a trailing slash. */
  readonly apiUrl: string;
  readonly deliveryUrl: string;
  readonly service: StandinService;
  /** From now on connections to the API are refused; open ones are closed. */
  stopListening(): Promise<void>;
  /** Takes connections again, on the same port. */
  startListening(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the stand-in on 127.0.0.1: the API on one port, delivery on another, as the service has two hosts. */
export async function startStandin(options: StandinOptions = {}): Promise<Standin> {
  const { apiPort = 0, deliveryPort = 0, tls, publicHosts, ...serviceOptions } = options;
  const service = createStandinService({ ...serviceOptions, clock: Date });
  const scheme = tls === undefined ? 'http' : 'https';
  const timers = new Set<NodeJS.Timeout>();
  let seenTasks = 0;

  /** The service has no timers, so the shell watches for tasks with a webhook. */
  function scheduleWebhooks(): void {
    seenTasks = Math.min(seenTasks, service.tasks.length);
    for (const task of service.tasks.slice(seenTasks)) {
      if (task.webhook !== undefined) {
        const timer = setTimeout(
          () => {
            timers.delete(timer);
            void sendWebhook(service, task);
          },
          Math.max(0, task.readyAt - Date.now()),
        );
        timers.add(timer);
      }
    }
    seenTasks = service.tasks.length;
  }

  async function answer(host: HostKind, message: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = `${scheme}://${message.headers.host ?? '127.0.0.1'}${message.url ?? '/'}`;
    const headers = { 'x-key': message.headersDistinct['x-key']?.[0], 'user-agent': message.headers['user-agent'] };
    const request = { host, method: message.method ?? 'GET', url, headers, body: await text(message) };
    const controlled = host === 'api' && message.url?.startsWith('/standin/') === true;
    const response = controlled ? await control(request, service) : await service.handle(request);
    scheduleWebhooks();
    await send(response, message, res);
  }

  const listen = async (host: HostKind, port: number): Promise<Server> => {
    const listener = (message: IncomingMessage, res: ServerResponse): void => {
      answer(host, message, res).catch((error: unknown) => {
        console.error('The stand-in failed', error);
        res.destroy();
      });
    };
    const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };

  let api = await listen('api', apiPort);
  const delivery = await listen('delivery', deliveryPort);
  const boundApiPort = portOf(api);
  const apiUrl = `${scheme}://127.0.0.1:${boundApiPort}`;
  const deliveryUrl = `${scheme}://127.0.0.1:${portOf(delivery)}`;
  service.setOrigins({ polling: apiUrl, delivery: deliveryUrl, ...publicHosts });

  return {
    apiUrl,
    deliveryUrl,
    service,
    stopListening: () => shut(api),
    async startListening() {
      api = await listen('api', boundApiPort);
    },
    async close() {
      service.faults.clear();
      timers.forEach(clearTimeout);
      await Promise.all([shut(api), shut(delivery)]);
    },
  };
}

async function shut(server: Server): Promise<void> {
  if (server.listening) {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port');

  return address.port;
}
