import fetch from 'node-fetch';
import * as vscode from 'vscode';
import { createApiKeys } from './account/keys.ts';
import { createWebhookSecret } from './account/webhookSecret.ts';
import { createClient } from './bfl/client.ts';
import { createAccountCommands } from './commands/account.ts';
import { confirmSpending } from './commands/confirmSpending.ts';
import { belongsToThisWindow } from './commands/createOrder.ts';
import { createGenerateCommands } from './commands/generate.ts';
import { createResumeOffers } from './commands/resumeOffers.ts';
import { offerRescued } from './commands/saveByHand.ts';
import { createSayPlaces } from './commands/sayPlaces.ts';
import { openPicture, tellOutcomes } from './commands/tellOutcomes.ts';
import { createUnfinishedCommands, offerUnsent } from './commands/unfinished.ts';
import type { CommandName } from './contributions.ts';
import { copyLinks, copyText } from './documents/copyLinks.ts';
import { linkSavedPicture, trackLinkPlace } from './documents/insertLink.ts';
import { untilKept } from './documents/untilKept.ts';
import { createPictureGenerator } from './generateImage.ts';
import type { Order } from './jobs/job.ts';
import { openJournal } from './jobs/journal.ts';
import { createLeases } from './jobs/leases/lease.ts';
import { createSlots } from './jobs/slots.ts';
import type { Outcome } from './making/outcome.ts';
import { createResumeLeft } from './making/resumeLeft.ts';
import { showProgress } from './messages/progress.ts';
import { showError } from './messages/showError.ts';
import { openHistory } from './pictures/history.ts';
import { createKnownDurations, getUsualMs } from './platform/durations.ts';
import { createLog } from './platform/log.ts';
import { readMaxConcurrent } from './platform/settings.ts';
import { windowAnswers } from './platform/windowAnswers.ts';
import { chooseTarget } from './saving/chooseTarget.ts';
import { savePicture } from './saving/savePicture.ts';
import { createPreview } from './workbench/panel.ts';

/** All that the extension can do. */
export interface App {
  /** The commands never reject: they show their errors. */
  readonly commands: Readonly<Record<CommandName, (argument: unknown) => Promise<void>>>;
  restorePreview(panel: vscode.WebviewPanel, state: unknown): Promise<void>;
  /** Resumes the jobs that another window left. @returns whether this window must look for more of them later */
  resumeLeft(): Promise<boolean>;
  /** Releases the leases of all jobs, so that the next window can resume them at once. */
  stop(): Promise<void>;
}

/** Makes the few long-lived things and wires them. */
export async function createApp(context: vscode.ExtensionContext): Promise<App> {
  const { extension, extensionUri, globalState, globalStorageUri, secrets, subscriptions } = context;
  const channel = vscode.window.createOutputChannel('FLUX Kontext Images', { log: true });
  const log = createLog(channel);
  const client = createClient({
    fetch,
    log: log.info,
    userAgent: `flux-kontext-vscode/${extension.packageJSON.version}`,
  });
  const keys = createApiKeys(secrets, client, log);
  const webhookSecret = createWebhookSecret(secrets, log);
  const jobs = vscode.Uri.joinPath(globalStorageUri, 'jobs').fsPath;
  const journal = await openJournal(jobs, { log: log.warn });
  const history = openHistory(vscode.Uri.joinPath(globalStorageUri, 'history').fsPath);
  const leases = createLeases(jobs, { log: log.warn, windowAnswers });
  const generateAgain = async (order: Order): Promise<void> => {
    // The place where the first picture was saved may be gone or read-only by now.
    const placed = await chooseTarget(order);
    if (placed && (await confirmSpending([placed], false))) await generator.generate([placed]);
  };
  const knownDurations = createKnownDurations(globalState);
  const show = (error: unknown): void => void showError(error, log);
  const tell = (outcomes: readonly Outcome[]): void => tellOutcomes(outcomes, log);
  const offerToResume = createResumeOffers();
  const preview = createPreview({
    extensionUri,
    find: history.find,
    actions: {
      openFile: openPicture,
      copyLink: (picture) => copyLinks([picture]),
      copyPrompt: ({ order }) => copyText(order.recipe.prompt),
      // Without a seed in the recipe, the service draws a new one.
      generateAgain: ({ order }) => generateAgain(order),
    },
    showError: show,
  });
  const generator = createPictureGenerator({
    client,
    keys,
    getWebhookSecret: webhookSecret.get,
    journal,
    leases,
    slots: createSlots(readMaxConcurrent),
    knownDurations,
    log,
    view: {
      showProgress: (orders, work) =>
        showProgress(
          orders.map(({ recipe }) => recipe.prompt),
          getUsualMs(knownDurations.get(orders[0]?.recipe.model ?? '')),
          work,
        ),
      tell,
      offerToResume: (jobId, { recipe }) => offerToResume(jobId, recipe.prompt),
      offerUnsent,
      trackPlace: trackLinkPlace,
    },
    save: (image, job, mayBeSaved) =>
      savePicture(image, job, mayBeSaved, vscode.Uri.joinPath(globalStorageUri, 'rescued'), () =>
        journal.remove(job.id),
      ),
    belongsHere: belongsToThisWindow,
    link: linkSavedPicture,
    untilLinkIsKept: ({ order }, place, signal) => untilKept(place?.document ?? order.link?.document ?? '', signal),
    remember: (picture) =>
      history.add(picture).catch((error: unknown) => log.error(`A picture is not remembered: ${String(error)}`)),
    present: async (picture, rescued) => {
      if (rescued !== undefined) offerRescued(picture, rescued).catch(show);
      if (picture.order.show !== 'never') preview.show(picture, picture.order.show);
    },
  });
  const sayPlaces = createSayPlaces(globalState);
  const resumeLeft = createResumeLeft({
    journal,
    leases,
    generator,
    log,
    belongsHere: belongsToThisWindow,
    tell,
    showError: show,
  });
  subscriptions.push(channel);

  const commands: App['commands'] = {
    ...createGenerateCommands(generator, (orders) => void sayPlaces(orders).catch(show)),
    ...createAccountCommands(keys, client),
    ...createUnfinishedCommands(generator),
    setWebhookSecret: webhookSecret.ask,
    showLog: async () => log.show(),
  };
  return {
    commands: showErrorsOf(commands, show),
    restorePreview: preview.restore,
    resumeLeft: () =>
      resumeLeft().catch((error: unknown) => {
        log.error(`Unfinished pictures: ${String(error)}`);
        return true;
      }),
    stop: leases.dispose,
  };
}

/** Wraps the commands so that each shows its error to the user, once, instead of rejecting. */
function showErrorsOf(commands: App['commands'], show: (error: unknown) => void): App['commands'] {
  const guarded = Object.entries(commands).map(([name, run]) => [
    name,
    (argument: unknown) => run(argument).catch(show),
  ]);
  return Object.fromEntries(guarded) as App['commands'];
}
