import fetch from 'node-fetch';
import * as vscode from 'vscode';
import { registerAccountCommands } from './accountCommands.ts';
import { createApiKeys } from './apiKey.ts';
import { createClient } from './bfl/client.ts';
import { registerGenerateCommands } from './generateCommands.ts';
import { createImageGenerator } from './generateImage.ts';
import { openJournal } from './jobs/journal.ts';
import { createLeases } from './jobs/lease.ts';
import { createSlots } from './jobs/slots.ts';
import { createLog } from './log.ts';
import { copyLink, openImage, presentImage, type FinishedImage } from './presentImage.ts';
import { registerPreview } from './preview/panel.ts';
import { readSettings } from './settings.ts';
import { takeUpJobs, windowAnswers } from './takeUpJobs.ts';
import { offerToResume, registerUnfinished } from './unfinished.ts';
import { getWebhookSecret, registerWebhookSecret } from './webhookSecret.ts';

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const { extension, extensionUri, globalStorageUri, secrets, subscriptions, workspaceState } = context;
  const channel = vscode.window.createOutputChannel('FLUX Kontext Images', { log: true });
  const log = createLog(channel);
  const client = createClient({ fetch, log: log.info, userAgent: `flux-kontext-vscode/${extension.packageJSON.version}` });
  const keys = createApiKeys(secrets, client, log);
  const jobs = vscode.Uri.joinPath(globalStorageUri, 'jobs').fsPath;
  const journal = await openJournal(jobs, { log: log.warn });
  const leases = createLeases(jobs, { log: log.warn, windowAnswers });
  const preview = registerPreview<FinishedImage>(extensionUri, workspaceState, {
    openFile: ({ uri }) => openImage(vscode.Uri.parse(uri, true)),
    copyLink: ({ uri, prompt, order }) => copyLink(order.link?.document, vscode.Uri.parse(uri, true), prompt),
    copyPrompt: async ({ prompt }) => vscode.env.clipboard.writeText(prompt),
    generateAgain: ({ order }) => generator.generate([order]),
  });
  const generator = createImageGenerator({
    client,
    keys,
    journal,
    leases,
    log,
    offerToResume,
    slots: createSlots(() => readSettings().maxConcurrent),
    rescueFolder: vscode.Uri.joinPath(globalStorageUri, 'rescued'),
    getWebhookSecret: () => getWebhookSecret(secrets, log),
    present: (job, isLinked) => presentImage(job, isLinked, preview),
  });
  subscriptions.push(
    channel,
    preview,
    registerGenerateCommands(generator, log),
    registerAccountCommands(keys, client, log),
    registerWebhookSecret(secrets, log),
    registerUnfinished(journal, generator, log),
    vscode.commands.registerCommand('fluxKontext.showLog', () => log.show()),
    takeUpJobs(journal, leases, generator, log),
    { dispose: () => void leases.dispose() },
  );
}
