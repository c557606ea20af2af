import { isIP } from 'node:net';
import type { StandinService } from './service.ts';
import type { Task } from './tasks.ts';

/** Whether a URL leads to this machine: the stand-in sends nothing anywhere else. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  const bare = hostname.replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

/** POSTs the result of a finished task to its webhook, as the service does. A webhook that fails is not tried again. */
export async function sendWebhook(service: StandinService, task: Task): Promise<void> {
  if (task.webhook === undefined || !isLoopback(task.webhook.url)) return;

  const secret = task.webhook.secret;
  await fetch(task.webhook.url, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'Content-Type': 'application/json',
      ...(secret === undefined ? {} : { 'X-Webhook-Secret': secret }),
    },
    body: JSON.stringify(service.describe(task)),
  }).catch(() => undefined);
}
