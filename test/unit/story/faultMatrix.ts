import type { Fault, FaultRule, RequestKind } from '../../standin/faults.ts';
import { origins } from './origins.ts';

/** Why a picture that was accepted may end without a file, whatever is done. */
export type Loss = 'moderated' | 'failed' | 'taskNotFound';

export interface NamedFault {
  readonly rules: readonly FaultRule[];
  /** What the service then truly says of the task, or says for so long that it has to be believed. */
  readonly loss?: Loss;
}

const once = (on: RequestKind, fault: Fault): NamedFault => ({ rules: [{ on, do: fault }] });
const many = (on: RequestKind, times: number, fault: Fault): NamedFault => ({ rules: [{ on, times, do: fault }] });
const forSeconds = (on: RequestKind, seconds: number, fault: Fault): NamedFault => ({
  rules: [{ on, forMs: seconds * 1_000, do: fault }],
});
const task = (script: Fault['task'], loss?: Loss): NamedFault => ({
  rules: [{ on: 'submit', do: { task: script } }],
  ...(loss && { loss }),
});
const xml = { 'Content-Type': 'application/xml' };
const html = '<!doctype html><title>Bad gateway</title>';
const redirect = (to: string): Fault => ({ status: 302, headers: { Location: to }, body: '' });
const sampleAt = (sample: unknown): Fault => ({ merge: { status: 'Ready', result: { sample } } });

/** The faults of the network and of the service, by the rows of the matrix that they belong to. */
export const faultMatrix: Readonly<Record<string, NamedFault>> = {
  'F1 refused twice': many('submit', 2, { refuse: true }),
  'F1 refused for long': many('submit', 9, { refuse: true }),
  'F2 reset before the service acts': once('submit', { resetBefore: true }),
  'F2 reset after the service has acted': once('submit', { resetAfterBody: true }),
  'F2 500, task made': once('submit', { status: 500, body: {}, acts: true }),
  'F2 503, nothing made': once('submit', { status: 503, body: html }),
  'F2 408, task made': once('submit', { status: 408, body: {}, acts: true }),
  'F2 answer cut': once('submit', { cutAfterBytes: 9 }),
  'F2 200 in HTML, task made': once('submit', { status: 200, body: html, acts: true }),
  'F2 answer after a minute': once('submit', { delayMs: 61_000 }),
  'F2 late answer': once('submit', { delayMs: 7_000 }),
  'F2 answer never': once('submit', { hold: true }),
  'no polling URL': once('submit', { merge: { polling_url: null } }),
  'T2 polling URL at a stranger': once('submit', { merge: { polling_url: 'https://api.bfl.ai.evil/?id=1' } }),
  'F3 402': once('submit', { status: 402, body: { detail: 'Insufficient credits' } }),
  'F3 403': once('submit', { status: 403, body: { detail: 'Not authenticated' } }),
  'F3 422': once('submit', { status: 422, body: { detail: [{ loc: ['body', 'seed'], msg: 'no', type: 'x' }] } }),
  'F4 429': once('submit', { status: 429, body: {} }),
  'F4 429 storm': many('submit', 6, { status: 429, body: {}, headers: { 'Retry-After': '-1' } }),
  'F4 429 for a long time': once('submit', { status: 429, body: {}, headers: { 'Retry-After': '999999999' } }),
  'F5 500s': many('poll', 5, { status: 500, body: {} }),
  'F5 resets': many('poll', 4, { resetAfterBody: true }),
  'F5 HTML': many('poll', 3, { status: 200, body: html }),
  'F5 no answer': once('poll', { hold: true }),
  'F5 offline': forSeconds('poll', 40, { refuse: true }),
  'F5 the polling host out of reach': {
    rules: [{ on: 'poll', origin: origins.polling, times: 'always', do: { refuse: true } }],
  },
  'F5 beyond the deadline': forSeconds('poll', 90, { status: 503, body: {} }),
  'F6 unknown word': many('poll', 4, { merge: { status: 'Dreaming', progress: null, result: null } }),
  'F7 request moderated': task({ status: 'Request Moderated', readyAfterMs: 500 }, 'moderated'),
  'F7 content moderated': task({ status: 'Content Moderated' }, 'moderated'),
  'F7 Error': task({ status: 'Error' }, 'failed'),
  'F7 Failed': task({ status: 'Failed' }, 'failed'),
  'F8 not found for 3 s': task({ notFoundForMs: 3_000 }),
  'F8 not found for ever': task({ notFoundForMs: 1e12 }, 'taskNotFound'),
  'F7 Error by a gateway': many('poll', 3, { status: 502, body: { status: 'Error' } }),
  'F7 Error by a gateway for long': forSeconds('poll', 30, { status: 200, body: { status: 'Error' } }),
  'F7 Error of ours, in trouble': many('poll', 2, { status: 503, merge: { status: 'Error' }, acts: true }),
  'F8 not found by a gateway for long': forSeconds('poll', 30, { status: 404, body: { detail: 'Not Found' } }),
  'F9 no sample': once('poll', { merge: { status: 'Ready', result: null } }),
  'F9 sample at a stranger': once('poll', sampleAt('https://evil.example/x.jpeg')),
  'F9 sample at an address': once('poll', sampleAt('https://169.254.169.254/x.jpeg')),
  'T3 poll redirected to a stranger': many('poll', 2, redirect('https://evil-bfl.ai/')),
  'F10 expired once': once('delivery', {
    status: 403,
    body: '<Error><Code>AuthenticationFailed</Code></Error>',
    headers: xml,
  }),
  'F10 not there for a while': many('delivery', 20, { status: 404, body: html }),
  'F10 not there for minutes': forSeconds('delivery', 400, { status: 404, body: html }),
  'F10 XHTML': once('delivery', { status: 403, body: html, headers: { 'Content-Type': 'application/xhtml+xml' } }),
  'F11 cut': many('delivery', 2, { cutAfterBytes: 40 }),
  'F11 cut again and again': many('delivery', 5, { cutAfterBytes: 40 }),
  'F11 wrong MD5': once('delivery', { headers: { 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' } }),
  'F11 wrong length': once('delivery', { headers: { 'Content-Length': '3' } }),
  'F12 HTML': once('delivery', { status: 200, body: html }),
  'F12 HTML twice': many('delivery', 2, { status: 200, body: html }),
  'F12 empty': once('delivery', { status: 200, body: '' }),
  'F12 PNG': task({ deliverFormat: 'png' }),
  'F13 a byte a second': once('delivery', { dripBytesPerSecond: 1 }),
  'F5 delivery 500s': many('delivery', 3, { status: 500, body: {} }),
  'F5 delivery holds': once('delivery', { hold: true }),
  'T3 download redirected to a stranger': once('delivery', redirect('https://evil.example/')),
  'F18 key refused for long': forSeconds('poll', 12, { status: 403, body: { detail: 'Not authenticated' } }),
  'F18 key refused': once('poll', { status: 403, body: { detail: 'Not authenticated' } }),
};
