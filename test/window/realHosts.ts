import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificate } from '../../scripts/editor/certificate.ts';
import { startConnectProxy, type ConnectProxy } from '../../scripts/editor/connectProxy.ts';
import { startStandin, type Standin, type StandinOptions } from '../standin/server.ts';

/** The service's names as they are in the world: where requests start, where polls go, where pictures come from. */
export const realHosts = { api: 'api.bfl.ai', polling: 'api.us1.bfl.ai', delivery: 'delivery-eu1.bfl.ai' } as const;

/** A stand-in that an editor finds under the service's real names. */
export interface RealHosts {
  readonly standin: Standin;
  readonly proxy: ConnectProxy;
  /** For the editor: whom to trust. */
  readonly env: Readonly<Record<string, string>>;
  /** Leads one of the names to another port of this machine, or to the stand-in again. */
  lead(this: void, host: keyof typeof realHosts, port?: number): void;
  close(): Promise<void>;
}

/**
 * Starts a stand-in behind TLS and a proxy that leads the real names to it. Needed where loopback would not do: there
 * VS Code uses no proxy, and a host whose window is gone goes on as if nothing had happened.
 * @param folder a temporary one, for the certificate
 */
export async function startRealHosts(folder: string, options: StandinOptions): Promise<RealHosts> {
  const certificate = makeCertificate(Object.values(realHosts));
  const file = join(folder, 'certificate.pem');
  writeFileSync(file, certificate.cert);
  const publicHosts = { polling: `https://${realHosts.polling}`, delivery: `https://${realHosts.delivery}` };
  const standin = await startStandin({ ...options, tls: certificate, publicHosts });
  const proxy = await startConnectProxy();
  const ports = { api: standin.apiUrl, polling: standin.apiUrl, delivery: standin.deliveryUrl };
  const lead: RealHosts['lead'] = (host, port = Number(new URL(ports[host]).port)) => {
    proxy.lead(`${realHosts[host]}:443`, port);
  };
  lead('api');
  lead('polling');
  lead('delivery');
  return {
    standin,
    proxy,
    env: { SSL_CERT_FILE: file },
    lead,
    async close() {
      await proxy.close();
      await standin.close();
    },
  };
}
