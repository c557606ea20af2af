import { type Rule, RuleError } from '../recipe/rule.ts';
import { BflError } from './errors.ts';

/** Where requests go. `custom` means that this is the user's own endpoint, which has its own key. */
export interface Service {
  readonly base: URL;
  readonly custom: boolean;
}

/** Source: https://docs.bfl.ai (API endpoints). */
const regions = {
  global: 'https://api.bfl.ai/',
  eu: 'https://api.eu.bfl.ai/',
  us: 'https://api.us.bfl.ai/',
} as const;

export type Region = keyof typeof regions;

export const regionNames = Object.keys(regions) as readonly Region[] as readonly ['global', 'eu', 'us'];

/**
 * The service of a region, or of `endpoint` if that is given: a base URL, to which `/v1/…` is added, so that a gateway
 * may sit under a path. An endpoint on bfl.ai (a legacy cluster) is the standard service, not a custom one.
 * @throws {RuleError} for an unknown region, or an endpoint that is neither https nor http on loopback
 */
export function createService(region: Region, endpoint?: string): Service {
  if (endpoint !== undefined && endpoint !== '') return createCustomService(endpoint);

  if (!Object.hasOwn(regions, region)) {
    const allowed = regionNames.join(', ');
    throw new RuleError('region', 'oneOf', region, allowed);
  }
  return { base: new URL(regions[region]), custom: false };
}

function createCustomService(endpoint: string): Service {
  const allowed = 'https, or http on loopback';
  const refuse = (rule: Rule, value: unknown) => new RuleError('endpoint', rule, value, allowed);
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint)) throw refuse('url', endpoint);

  const base = new URL(endpoint);
  // Check credentials first, because the errors of the rules below repeat the value.
  if (hasCredentials(base)) throw refuse('noCredentials', undefined);

  if (!isSafeToSend(base)) throw refuse('httpsOrLoopback', endpoint);

  if (base.search !== '' || base.hash !== '') throw refuse('noQuery', endpoint);

  base.pathname = base.pathname.replace(/\/*$/, '/');
  return { base, custom: !isStandardHost(base) };
}

/**
 * Names the owner of the key for this service: all of bfl.ai is one owner, and each custom endpoint is its own owner,
 * named by its origin.
 */
export function keyOwner(service: Service): string {
  return service.custom ? service.base.origin : 'bfl.ai';
}

/** The URL of a path such as `/v1/credits` at the service. */
export function serviceUrl(service: Service, path: string): URL {
  return new URL(path.replace(/^\//, ''), service.base);
}

/** The URL that asks for a task's result at the host that the task was submitted to. */
export function resultUrl(service: Service, taskId: string): URL {
  return serviceUrl(service, `/v1/get_result?id=${encodeURIComponent(taskId)}`);
}

/**
 * Checks that the key may be sent to a polling URL: https on bfl.ai, or the origin of the custom endpoint.
 * @throws BflError `forbiddenUrl`
 */
export function checkPollingUrl(service: Service, url: string): URL {
  return check('polling', url, (parsed) =>
    service.custom ? parsed.origin === service.base.origin : isStandardHost(parsed),
  );
}

/**
 * Checks that a picture may be downloaded from a URL: https on bfl.ai or its stores at Azure; for a custom endpoint
 * also its host on any port.
 * @throws BflError `forbiddenUrl`
 */
export function checkDeliveryUrl(service: Service, url: string): URL {
  return check(
    'delivery',
    url,
    (parsed) => isStandardHost(parsed) || isStandardStore(parsed) || (service.custom && isOwnHost(service, parsed)),
  );
}

function check(what: 'polling' | 'delivery', url: string, isAllowed: (parsed: URL) => boolean): URL {
  if (URL.canParse(url)) {
    const parsed = new URL(url);
    if (!hasCredentials(parsed) && isAllowed(parsed)) return parsed;

    throw new BflError('forbiddenUrl', { what, host: parsed.host });
  }
  throw new BflError('forbiddenUrl', { what, host: '' });
}

function isStandardHost({ protocol, hostname, port }: URL): boolean {
  return protocol === 'https:' && port === '' && (hostname === 'bfl.ai' || hostname.endsWith('.bfl.ai'));
}

function isStandardStore({ protocol, hostname, port }: URL): boolean {
  return protocol === 'https:' && port === '' && /^bfldelivery[a-z0-9]*\.blob\.core\.windows\.net$/.test(hostname);
}

function isOwnHost(service: Service, url: URL): boolean {
  return isSafeToSend(url) && url.hostname === service.base.hostname;
}

/** Whether nobody on the network can read what is sent to a URL: https, or http within this machine. */
export function isSafeToSend(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}

/** Few spellings to check, because `URL` has normalized every spelling of an IP address. */
function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

export function hasCredentials({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}
