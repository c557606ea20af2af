import { createHash } from 'node:crypto';
import type { Fault, FaultRule } from '../standin/faults.ts';
import { image } from './world.ts';

export interface FaultCase {
  readonly name: string;
  readonly rules: readonly FaultRule[];
  /** What a client can do at best: get the picture, or say what has happened. */
  readonly best: 'picture' | RegExp;
}

const foreignOrigin = 'https://collector.example';

const damaged = Buffer.from(image).fill(0x55, image.length / 2, image.length / 2 + 8);
const imageHeaders = {
  'Content-Type': 'image/jpeg',
  'Content-MD5': createHash('md5').update(image).digest('base64'),
};
const html = '<!doctype html><title>Please sign in</title>';
const expired = '<?xml version="1.0"?><Error><Code>AuthenticationFailed</Code></Error>';
const xml = { 'Content-Type': 'application/xml' };

const once = (on: FaultRule['on'], fault: Fault): readonly FaultRule[] => [{ on, do: fault }];
const always = (on: FaultRule['on'], fault: Fault): readonly FaultRule[] => [{ on, times: 'always', do: fault }];

const picture = (name: string, rules: readonly FaultRule[]): FaultCase => ({ name, rules, best: 'picture' });
const error = (name: string, best: RegExp, rules: readonly FaultRule[]): FaultCase => ({ name, rules, best });

export const faultCases: readonly FaultCase[] = [
  picture('submit: connection refused', once('submit', { refuse: true })),
  picture('submit: 429', once('submit', { status: 429, body: { detail: 'Too many active tasks' } })),
  picture('submit: answer without polling URL', always('submit', { merge: { polling_url: null } })),
  picture(
    'submit: polling URL at a foreign host',
    always('submit', { merge: { polling_url: `${foreignOrigin}/v1/get_result?id=1` } }),
  ),
  error('submit: reset after the body', /uncertain/, once('submit', { resetAfterBody: true })),
  error('submit: 503 after accepting', /uncertain/, once('submit', { status: 503, body: html, acts: true })),
  picture('poll: 500', once('poll', { status: 500, body: { detail: 'Internal Server Error' } })),
  picture('poll: reset', once('poll', { resetAfterBody: true })),
  picture('poll: no JSON', once('poll', { body: html })),
  picture('poll: a status word nobody knows', once('poll', { merge: { status: 'Warming up' } })),
  picture('poll: task not found for 6 s', always('submit', { task: { notFoundForMs: 6_000 } })),
  picture(
    'poll: redirect to a foreign host',
    once('poll', { status: 302, headers: { Location: `${foreignOrigin}/` }, body: '' }),
  ),
  error('poll: moderated', /moderat/i, always('submit', { task: { status: 'Request Moderated' } })),
  error('poll: failed', /fail|error/i, always('submit', { task: { status: 'Error' } })),
  picture('download: 503', once('delivery', { status: 503, body: html })),
  picture('download: URL expired', once('delivery', { status: 403, headers: xml, body: expired })),
  picture('download: cut', once('delivery', { cutAfterBytes: Math.floor(image.length / 2) })),
  picture(
    'download: damaged on the way',
    once('delivery', { bodyBase64: damaged.toString('base64'), headers: imageHeaders }),
  ),
  picture(
    'download: longer than it arrives',
    once('delivery', { headers: { 'Content-Length': String(image.length + 1_000) } }),
  ),
  picture('download: a page instead', once('delivery', { body: html })),
];
