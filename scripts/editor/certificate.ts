import { execFileSync } from 'node:child_process';

/** A certificate that signs itself, and its private key; PEM. Whoever trusts it needs no other authority. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Makes a certificate for these host names, good for a day, with the `openssl` of the machine. Throws without one. */
export function makeCertificate(hosts: readonly string[]): Certificate {
  const names = hosts.map((host) => `DNS:${host}`).join(',');
  const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=Certificate of a test'];
  const output = execFileSync('openssl', [...args, '-addext', `subjectAltName=${names}`, '-keyout', '-', '-out', '-'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const start = output.indexOf('-----BEGIN CERTIFICATE-----');
  return { cert: output.slice(start), key: output.slice(0, start) };
}
