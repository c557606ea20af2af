import assert from 'node:assert/strict';
import { isBflError } from '../../../src/bfl/errors.ts';
import {
  checkDeliveryUrl,
  checkPollingUrl,
  createService,
  keyOwner,
  resultUrl,
  type Service,
  serviceUrl,
} from '../../../src/bfl/service.ts';
import { type Rule, RuleError } from '../../../src/recipe/rule.ts';

const standard = createService('global');
const loopback = createService('global', 'http://127.0.0.1:8080');
const gateway = createService('global', 'https://gateway.example/bfl/');

function isAllowed(check: (service: Service, url: string) => URL, service: Service, url: string): boolean {
  try {
    return check(service, url).href !== '';
  } catch (error) {
    if (isBflError(error, 'forbiddenUrl')) return false;
    throw error;
  }
}

describe('createService', () => {
  it('has a host for each region, all of one owner', () => {
    const hosts = (['global', 'eu', 'us'] as const).map((region) => createService(region));
    assert.deepEqual(
      hosts.map(({ base }) => base.href),
      ['https://api.bfl.ai/', 'https://api.eu.bfl.ai/', 'https://api.us.bfl.ai/'],
    );
    assert.deepEqual(hosts.map(keyOwner), ['bfl.ai', 'bfl.ai', 'bfl.ai']);
  });

  it('T1 a custom endpoint is an owner of its own, named by its exact origin', () => {
    assert.equal(keyOwner(loopback), 'http://127.0.0.1:8080');
    assert.equal(keyOwner(gateway), 'https://gateway.example');
    assert.equal(keyOwner(createService('global', 'https://bfl.ai.evil.example')), 'https://bfl.ai.evil.example');
    assert.equal(keyOwner(createService('global', 'https://api.bfl.ai:8443')), 'https://api.bfl.ai:8443');
  });

  it('a legacy cluster on bfl.ai is the standard service', () => {
    const service = createService('global', 'https://api.us1.bfl.ai');
    assert.deepEqual([service.custom, keyOwner(service)], [false, 'bfl.ai']);
  });

  it('adds paths to the base, which may have one', () => {
    assert.equal(serviceUrl(standard, '/v1/credits').href, 'https://api.bfl.ai/v1/credits');
    assert.equal(serviceUrl(gateway, '/v1/credits').href, 'https://gateway.example/bfl/v1/credits');
    const bare = createService('global', 'https://gateway.example/bfl');
    assert.equal(serviceUrl(bare, '/v1/credits').pathname, '/bfl/v1/credits');
    assert.equal(resultUrl(gateway, 'a&b').href, 'https://gateway.example/bfl/v1/get_result?id=a%26b');
  });

  for (const endpoint of ['http://localhost:1', 'http://127.9.9.9', 'http://[::1]:8080', 'http://0x7f.1/'])
    it(`accepts ${endpoint}`, () => assert.ok(createService('global', endpoint).custom));

  const refusals: readonly [unknown, Rule][] = [
    ['http://example.com', 'httpsOrLoopback'],
    ['http://127.0.0.1.example.com', 'httpsOrLoopback'],
    ['http://localhost.example.com', 'httpsOrLoopback'],
    ['http://0.0.0.0', 'httpsOrLoopback'],
    ['http://[::]', 'httpsOrLoopback'],
    ['ftp://127.0.0.1', 'httpsOrLoopback'],
    ['file:///tmp', 'httpsOrLoopback'],
    ['example.com', 'url'],
    [7, 'url'],
    ['https://user:pass@example.com', 'noCredentials'],
    ['https://user@example.com', 'noCredentials'],
    ['http://user:pass@example.com', 'noCredentials'],
    ['https://example.com/?key=1', 'noQuery'],
    ['https://example.com/#v1', 'noQuery'],
  ];
  for (const [endpoint, rule] of refusals) {
    it(`refuses the endpoint ${String(endpoint)} by the rule ${rule}`, () => {
      assert.throws(
        () => Reflect.apply(createService, undefined, ['global', endpoint]),
        (error) => {
          assert.ok(error instanceof RuleError);
          const { field, rule: broken, value } = error;
          assert.deepEqual([field, broken, value], ['endpoint', rule, rule === 'noCredentials' ? undefined : endpoint]);
          return true;
        },
      );
    });
  }

  for (const region of ['mars', '', 'toString', null]) {
    it(`refuses the region ${region}`, () => {
      assert.throws(
        () => Reflect.apply(createService, undefined, [region]),
        (error) => error instanceof RuleError && error.field === 'region' && error.rule === 'oneOf',
      );
    });
  }
});

const never = [
  'https://evil-bfl.ai/',
  'https://bfl.ai.evil.example/',
  'https://api.bfl.ai.evil.example/',
  'https://bfl.ai@evil.example/',
  'https://user@api.bfl.ai/',
  'https://:pass@api.bfl.ai/',
  'https://api.bfl.ai:8443/',
  'https://api.bfl.ai:80/',
  'http://api.bfl.ai/',
  'https://api.bfl.ai./',
  'https://api.bfl.aí/',
  'https://аpi.bfl.example/',
  'https://ƅfl.ai/',
  'https://93.184.216.34/',
  'https://[2606:2800:220:1::1]/',
  'https://1572395042/',
  'https://127.0.0.1/',
  'http://localhost/',
  'https://evil.example/#.bfl.ai',
  'https://evil.example\\.bfl.ai/',
  'https://evil.example?.bfl.ai',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/plain,x',
  '//api.bfl.ai/',
  '/v1/get_result',
  '',
];

describe('T2 checkPollingUrl', () => {
  for (const url of [
    'https://bfl.ai/',
    'https://api.eu2.bfl.ai/v1/get_result?id=1',
    'https://gateway.bfl.ai:443/',
    'https://API.BFL.AI/',
    'https://api.us-central1.internal.bfl.ai/',
  ])
    it(`allows ${url}`, () => assert.ok(isAllowed(checkPollingUrl, standard, url)));

  for (const url of [...never, 'https://bfldelivery1.blob.core.windows.net/'])
    it(`refuses ${url}`, () => assert.ok(!isAllowed(checkPollingUrl, standard, url)));

  it('with an endpoint, allows its own origin only', () => {
    assert.ok(isAllowed(checkPollingUrl, loopback, 'http://127.0.0.1:8080/poll'));
    for (const url of [
      'http://127.0.0.1:8081/',
      'https://127.0.0.1:8080/',
      'http://localhost:8080/',
      'http://user@127.0.0.1:8080/',
      'https://api.bfl.ai/',
    ])
      assert.ok(!isAllowed(checkPollingUrl, loopback, url), url);
  });

  it('tells the host, and no more of the URL', () => {
    assert.throws(
      () => checkPollingUrl(standard, 'https://user:pw@evil.example:1/path?sig=1'),
      (error) => isBflError(error, 'forbiddenUrl') && error.message === 'forbiddenUrl what=polling host=evil.example:1',
    );
  });
});

describe('T2 checkDeliveryUrl', () => {
  for (const url of [
    'https://delivery-eu1.bfl.ai/a.jpeg?sig=1',
    'https://delivery.us-east.bfl.ai/a.jpeg',
    'https://bfldeliverysc.blob.core.windows.net/results/a.jpeg',
    'https://bfldelivery.blob.core.windows.net/a.jpeg',
  ]) {
    it(`allows ${url}`, () => {
      assert.ok(isAllowed(checkDeliveryUrl, standard, url));
      assert.ok(isAllowed(checkDeliveryUrl, loopback, url));
    });
  }
  for (const url of [
    ...never,
    'https://blob.core.windows.net/',
    'https://evil.blob.core.windows.net/',
    'https://x-bfldelivery1.blob.core.windows.net/',
    'https://bfldelivery1.evil.blob.core.windows.net/',
    'https://bfldelivery1.blob.core.windows.net.evil.example/',
    'http://bfldelivery1.blob.core.windows.net/',
    'https://bfldelivery1.blob.core.windows.net:8443/',
  ])
    it(`refuses ${url}`, () => assert.ok(!isAllowed(checkDeliveryUrl, standard, url)));

  it('with an endpoint, allows its host on any port, http only on loopback', () => {
    for (const [service, url, expected] of [
      [loopback, 'http://127.0.0.1:9999/a.jpeg', true],
      [loopback, 'https://127.0.0.1/a.jpeg', true],
      [loopback, 'http://localhost:9999/a.jpeg', false],
      [loopback, 'http://127.0.0.2:8080/a.jpeg', false],
      [gateway, 'https://gateway.example:8443/a.jpeg', true],
      [gateway, 'http://gateway.example/a.jpeg', false],
      [gateway, 'https://cdn.gateway.example/a.jpeg', false],
    ] as const)
      assert.equal(isAllowed(checkDeliveryUrl, service, url), expected, url);
  });
});
