import fetch from 'node-fetch';
import * as vscode from 'vscode';
import { createApiKeys } from './account/keys.ts';
import { createWebhookSecret } from './account/webhookSecret.ts';
import { createClient } from './bfl/client.ts';
import { createAccountCommands } from './commands/account.ts';
import { belongsToThisWindow } from './commands/createOrders.ts';
import { createGenerateCommands } from './commands/generate.ts';
import { createOptionsCommands } from './commands/generateWithOptions.ts';
import { createHistoryCommands } from './commands/historyFiles.ts';
import { createHover, createHoverCommands } from './commands/hover.ts';
import { createLastOptions } from './commands/lastOptions.ts';
import { createMakePictures } from './commands/makePictures.ts';
import { createPictureActions } from './commands/pictureActions.ts';
import { createPromptBox } from './commands/promptBox.ts';
import { createRemember } from './commands/remember.ts';
import { createResumeOffers } from './commands/resumeOffers.ts';
import { offerRescued } from './commands/saveByHand.ts';
import { createSayPlaces } from './commands/sayPlaces.ts';
import { readSharedHistories } from './commands/sharedHistories.ts';
import { createShowRecipe } from './commands/showRecipe.ts';
import { createShowSpending } from './commands/showSpending.ts';
import { tellOutcomes } from './commands/tellOutcomes.ts';
import { findTogether, findVariations } from './commands/together.ts';
import { createUnfinishedCommands, offerUnsent } from './commands/unfinished.ts';
import type { CommandName } from './contributions.ts';
import { linkSavedPicture, trackLinkPlace } from './documents/insertLink.ts';
import { untilKept } from './documents/untilKept.ts';
import { createPictureGenerator } from './generateImage.ts';
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
import { readHistoryLimit, readMaxConcurrent } from './platform/settings.ts';
import { windowAnswers } from './platform/windowAnswers.ts';
import { getWords } from './recipe/recipe.ts';
import { savePicture } from './saving/savePicture.ts';
import { createPreview } from './workbench/panel.ts';

/** All that the extension can do. */
export interface App {
  /** The commands never reject: they show their errors. */
  readonly commands: Readonly<Record<CommandName, (argument: unknown) => Promise<void>>>;
  restorePreview(panel: vscode.WebviewPanel, state: unknown): Promise<void>;
  /** What is shown of the picture whose link stands at a position. */
  hover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined>;
  /** Resumes the jobs that another window left. @returns whether this window must look for more of them later */
  resumeLeft(): Promise<boolean>;
  /** Releases the leases of all jobs, so that the next window can resume them at once. */
  stop(): Promise<void>;
}

/** Makes the few long-lived things and wires them. */
export async function createApp(context: vscode.ExtensionContext): Promise<App> {
  const { extension, extensionUri, globalState, globalStorageUri, secrets, subscriptions, workspaceState } = context;
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
  const history = openHistory(vscode.Uri.joinPath(globalStorageUri, 'history').fsPath, {
    shared: readSharedHistories,
    limit: readHistoryLimit,
    log: log.warn,
  });
  const leases = createLeases(jobs, { log: log.warn, windowAnswers });
  const knownDurations = createKnownDurations(globalState);
  const show = (error: unknown): void => void showError(error, log);
  const tell = (outcomes: readonly Outcome[]): void => tellOutcomes(outcomes, log);
  const offerToResume = createResumeOffers();
  const preview = createPreview({
    extensionUri,
    find: history.find,
    findTogether: (picture) => findTogether(history, picture),
    // The actions make pictures, and the preview shows what was made.
    getActions: () => actions,
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
          orders.map(({ recipe }) => getWords(recipe)),
          getUsualMs(knownDurations.get(orders[0]?.recipe.model ?? '')),
          work,
        ),
      tell,
      offerToResume: (jobId, { recipe }) => offerToResume(jobId, getWords(recipe)),
      offerUnsent,
      trackPlace: trackLinkPlace,
    },
    save: (image, job, mayBeSaved) =>
      savePicture(image, job, mayBeSaved, vscode.Uri.joinPath(globalStorageUri, 'rescued'), () =>
        journal.remove(job.id),
      ),
    belongsHere: belongsToThisWindow,
    link: async (job, place, mayBeLinked) =>
      linkSavedPicture(job, await findVariations(history, job.order), place, mayBeLinked),
    untilLinkIsKept: ({ order }, place, signal) => untilKept(place?.document ?? order.link?.document ?? '', signal),
    remember: createRemember(history, workspaceState, log),
    present: async (picture, { order, saved }) => {
      if (saved?.rescued !== undefined) offerRescued(saved.uri, order, saved.rescued).catch(show);
      if (order.show !== 'never') preview.show(picture, order.show);
    },
  });
  const sayPlaces = createSayPlaces(globalState);
  const make = createMakePictures(generator, (orders) => void sayPlaces(orders).catch(show));
  const promptBox = createPromptBox(async () => [...new Set((await history.list()).map(({ words }) => words))]);
  const { change, generateWithOptions } = createOptionsCommands(make, promptBox.ask, createLastOptions(workspaceState));
  const actions = createPictureActions({ make, keep: history.keep, change });
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
    ...createGenerateCommands(make, promptBox.ask),
    ...createHistoryCommands(history),
    ...createHoverCommands(history, make),
    generateWithOptions,
    previousPrompt: promptBox.previous,
    nextPrompt: promptBox.next,
    showRecipe: createShowRecipe(history, preview.open),
    showSpending: createShowSpending(history),
    ...createAccountCommands(keys, client),
    ...createUnfinishedCommands(generator),
    setWebhookSecret: webhookSecret.ask,
    showLog: async () => log.show(),
  };
  return {
    commands: showErrorsOf(commands, show),
    restorePreview: preview.restore,
    hover: (document, position) => createHover(history, document, position),
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
