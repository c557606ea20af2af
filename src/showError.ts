import * as vscode from 'vscode';
import { creditsPage } from './apiKey.ts';
import { isBflError, type AnyBflError, type BflErrorData, type BflErrorKind } from './bfl/errors.ts';
import { SavePathError, savePathVariables } from './images/savePath.ts';
import { UnsavedImageError } from './images/saveImage.ts';
import { LeaseLostError } from './jobs/lease.ts';
import type { Log } from './log.ts';
import { SettingError } from './settings.ts';

/** A sentence or two for people, and the one button that helps. */
export interface ErrorText {
  readonly text: string;
  readonly button: string;
  readonly press: () => unknown;
}

/** Stopped by the user, or taken over by another window: nothing to say. */
function isSilent(error: unknown): boolean {
  if (error instanceof vscode.CancellationError || error instanceof LeaseLostError) return true;
  return error instanceof Error && error.name === 'AbortError';
}

/** Shows an error once, with its next step; a cancel is silent. Details go to the log. */
export async function showError(error: unknown, log: Log): Promise<void> {
  if (isSilent(error)) return;
  log.error(describeForLog(error));
  const { text, button, press } = describeError(error, log);
  const pressed = await vscode.window.showErrorMessage(text, button);
  if (pressed === button) await press();
}

function describeError(error: unknown, log: Log): ErrorText {
  const showLog = { button: vscode.l10n.t('Show Log'), press: () => log.show() };
  if (isBflError(error)) return describeBflError(error, showLog);
  if (error instanceof SettingError) {
    const { setting, rule, value, allowed } = error;
    return { text: `${describeRule(setting, rule, value, allowed)} ${nothingSent()}`, ...openSetting(setting) };
  }
  if (error instanceof UnsavedImageError) return describeUnsaved(error);
  if (error instanceof SavePathError) return { text: describeSavePath(error), ...openSetting('savePath') };
  const message = error instanceof Error ? error.message : String(error);
  return { text: vscode.l10n.t('FLUX could not do that: {0}', message), ...showLog };
}

type Button = Omit<ErrorText, 'text'>;
type Sentences = { readonly [K in BflErrorKind]: (data: BflErrorData[K], showLog: Button) => ErrorText };

function describeBflError(error: AnyBflError, showLog: Button): ErrorText {
  const sentence = sentences[error.kind] as (data: unknown, showLog: Button) => ErrorText;
  return sentence(error.data, showLog);
}

const notCharged = (): string => vscode.l10n.t('It was not charged.');
const nothingSent = (): string => vscode.l10n.t('Nothing was sent or charged.');

/** What each kind of error means to the person, and what helps. */
const sentences: Sentences = {
  invalidRequest: ({ field, rule, value, allowed }) => ({
    text: `${describeRule(field, rule, value, allowed)} ${nothingSent()}`,
    ...openSetting(field),
  }),
  notSent: ({ host, code }, showLog) => ({
    text: vscode.l10n.t(
      '{0} cannot be reached ({1}). Check the network connection and, if there is one, the proxy. Nothing was charged.',
      host,
      code,
    ),
    ...showLog,
  }),
  certificate: ({ host, code }, showLog) => ({
    text: vscode.l10n.t(
      'The certificate of {0} is not trusted ({1}). If a company proxy inspects traffic, its certificate must be installed on this machine. Nothing was charged.',
      host,
      code,
    ),
    ...showLog,
  }),
  proxyRefused: ({ host, status }) => ({
    text: vscode.l10n.t(
      'The proxy on the way to {0} wants a login ({1}). Check the setting http.proxy. Nothing was charged.',
      host,
      status,
    ),
    button: vscode.l10n.t('Open Settings'),
    press: () => vscode.commands.executeCommand('workbench.action.openSettings', 'http.proxy'),
  }),
  blocked: ({ host, status }, showLog) => ({
    text: vscode.l10n.t(
      'Something between here and {0}, such as a proxy or firewall, refused the request ({1}). The API key is not to blame. Nothing was charged.',
      host,
      status,
    ),
    ...showLog,
  }),
  keyRefused: ({ status }) => ({
    text: vscode.l10n.t(
      'The service refused the API key ({0}). Nothing was charged. Set a key that works, then try again.',
      status,
    ),
    button: vscode.l10n.t('Set API Key…'),
    press: () => vscode.commands.executeCommand('fluxKontext.setApiKey'),
  }),
  noCredits: () => ({
    text: vscode.l10n.t('The account has no credits left, so no picture was made. Add credits, then try again.'),
    button: vscode.l10n.t('Add Credits'),
    press: () => vscode.env.openExternal(vscode.Uri.parse(creditsPage)),
  }),
  refused: ({ status, detail, fields }, showLog) => ({
    text:
      fields.length > 0
        ? vscode.l10n.t(
            'The service refused the request ({0}): {1}. Nothing was charged.',
            status,
            fields.map(({ field, message }) => `${field}: ${message}`).join('; '),
          )
        : vscode.l10n.t('The service refused the request ({0}): {1} Nothing was charged.', status, detail),
    ...showLog,
  }),
  tooManyTasks: (_, showLog) => ({
    text: vscode.l10n.t(
      'The service has too many pictures of this account in the making and took no more in time. Nothing was charged. Try again in a moment.',
    ),
    ...showLog,
  }),
  uncertain: () => ({
    text: vscode.l10n.t(
      'The connection broke before the service answered: the picture may have been made and billed. It is not sent again by itself.',
    ),
    button: vscode.l10n.t('Show Unfinished Images'),
    press: showUnfinished,
  }),
  unavailable: ({ host, status, code }, showLog) => ({
    text: vscode.l10n.t('{0} does not answer as it should ({1}). Try again in a moment.', host, status ?? code ?? '–'),
    ...showLog,
  }),
  moderated: ({ stage, reasons }, showLog) => ({
    text: [
      stage === 'request'
        ? vscode.l10n.t('The moderation of the service refused the prompt.')
        : vscode.l10n.t('The moderation of the service held back the picture.'),
      reasons.length > 0 ? vscode.l10n.t('Reasons: {0}.', reasons.join(', ')) : '',
      notCharged(),
      vscode.l10n.t('Change the prompt and try again.'),
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
    ...showLog,
  }),
  failed: ({ status, detail }, showLog) => ({
    text: vscode.l10n.t(
      'The service could not make the picture ({0}). {1} Try again.',
      detail ? `${status}: ${detail}` : status,
      notCharged(),
    ),
    ...showLog,
  }),
  taskNotFound: (_, showLog) => ({
    text: vscode.l10n.t('The service no longer knows this picture. Pictures are kept for minutes only.'),
    ...showLog,
  }),
  deadline: ({ waitedMs }) => ({
    text: vscode.l10n.t(
      'The picture was not ready after {0} s. It may still come, and be billed: it can be fetched for some minutes.',
      Math.round(waitedMs / 1000),
    ),
    button: vscode.l10n.t('Show Unfinished Images'),
    press: showUnfinished,
  }),
  forbiddenUrl: ({ what, host }, showLog) => ({
    text:
      what === 'delivery'
        ? vscode.l10n.t(
            'The service named a place for the picture that is not its own ({0}). Nothing was fetched from there.',
            host,
          )
        : vscode.l10n.t(
            'The service named an address that is not its own ({0}). The API key was not sent there.',
            host,
          ),
    ...showLog,
  }),
  missingSample: (_, showLog) => ({
    text: vscode.l10n.t('The service said that the picture is ready, but not where it is.'),
    ...showLog,
  }),
  expired: (_, showLog) => ({
    text: vscode.l10n.t('The picture was made, but the service keeps pictures for minutes only, and it is gone.'),
    ...showLog,
  }),
  notAnImage: ({ found }) => ({
    text: vscode.l10n.t('The service delivered something that is no picture ({0}). It was not saved.', found),
    ...showUnfinishedButton(),
  }),
  damaged: () => ({
    text: vscode.l10n.t(
      'The picture arrived damaged, several times. It was not saved; it can be fetched again for some minutes.',
    ),
    ...showUnfinishedButton(),
  }),
  tooLarge: ({ maxBytes }, showLog) => ({
    text: vscode.l10n.t(
      'What the service delivered is larger than {0} MiB, which no picture is. It was not saved.',
      maxBytes / 2 ** 20,
    ),
    ...showLog,
  }),
  idle: ({ idleMs }) => ({
    text: vscode.l10n.t(
      'The delivery of the picture stood still for {0} s. It can be fetched again for some minutes.',
      Math.round(idleMs / 1000),
    ),
    ...showUnfinishedButton(),
  }),
};

/** What is wrong with a setting or the prompt, and what would be right. */
function describeRule(field: string, rule: string, value: unknown, allowed = ''): string {
  const shown = JSON.stringify(value) ?? 'undefined';
  if (field === 'prompt') return vscode.l10n.t('The prompt is empty: select or type what the picture should show.');
  const setting = `fluxKontext.${settingOf(field)}`;
  switch (rule) {
    case 'aspectRatioForm':
      return vscode.l10n.t(
        '{0} is {1}, but must be two whole numbers with a colon, such as 16:9, from 3:7 to 7:3.',
        setting,
        shown,
      );
    case 'aspectRatioRange':
      return vscode.l10n.t('{0} is {1}, but the service makes pictures from 3:7 to 7:3 only.', setting, shown);
    case 'integer':
      return field === 'seed'
        ? vscode.l10n.t('{0} is {1}, but must be a whole number or null.', setting, shown)
        : vscode.l10n.t('{0} is {1}, but must be a whole number in the range {2}.', setting, shown, allowed);
    case 'range':
      return vscode.l10n.t('{0} is {1}, but must be a whole number in the range {2}.', setting, shown, allowed);
    case 'oneOf':
      return vscode.l10n.t('{0} is {1}, but must be one of: {2}.', setting, shown, allowed);
    case 'boolean':
      return vscode.l10n.t('{0} is {1}, but must be true or false.', setting, shown);
    case 'string':
    case 'text':
      return vscode.l10n.t('{0} is {1}, but must be a text.', setting, shown);
    case 'length':
      return vscode.l10n.t('{0} is too long: {1} characters are allowed.', setting, allowed);
    case 'noCredentials':
      return vscode.l10n.t(
        '{0} must not hold a user name or password: the key is set with “FLUX: Set API Key…”.',
        setting,
      );
    case 'noQuery':
      return vscode.l10n.t('{0} is {1}, but must end before “?” or “#”.', setting, shown);
    case 'url':
      return vscode.l10n.t('{0} is {1}, but must be a whole URL that starts with https:// or http://.', setting, shown);
    case 'httpsOrLoopback':
      return vscode.l10n.t(
        '{0} is {1}, but must start with https://, so that nobody can read the API key on the way (http:// is for this machine only).',
        setting,
        shown,
      );
    default:
      return vscode.l10n.t('{0} is {1}, which cannot be used ({2}).', setting, shown, rule);
  }
}

function describeSavePath({ rule, subject }: SavePathError): string {
  const sentence = {
    unknownVariable: () =>
      vscode.l10n.t(
        'fluxKontext.savePath has an unknown variable {0}. Known are: {1}.',
        `\${${subject}}`,
        savePathVariables.join(', '),
      ),
    noValue: () => vscode.l10n.t('fluxKontext.savePath uses {0}, which has no value here.', `\${${subject}}`),
    empty: () => vscode.l10n.t('fluxKontext.savePath is “{0}”, which names no file.', subject),
    outside: () =>
      vscode.l10n.t(
        'fluxKontext.savePath leads out of the workspace, to {0}. Only a path in your own user settings may.',
        subject,
      ),
  }[rule]();
  return `${sentence} ${nothingSent()}`;
}

function describeUnsaved({ target, bytes, cause }: UnsavedImageError): ErrorText {
  return {
    text: vscode.l10n.t(
      'The picture is here, but could be saved nowhere: {0} Until the window closes it can be saved by hand.',
      String(cause),
    ),
    button: vscode.l10n.t('Save As…'),
    press: async () => {
      const chosen = await vscode.window.showSaveDialog({ defaultUri: target });
      if (chosen) await vscode.workspace.fs.writeFile(chosen, bytes);
    },
  };
}

function settingOf(field: string): string {
  return field === 'aspectRatio' ? 'defaultAspectRatio' : field;
}

function openSetting(field: string): Button {
  if (field === 'prompt') {
    return {
      button: vscode.l10n.t('Generate Image…'),
      press: () => vscode.commands.executeCommand('fluxKontext.generate'),
    };
  }
  return {
    button: vscode.l10n.t('Open Settings'),
    press: () => vscode.commands.executeCommand('workbench.action.openSettings', `fluxKontext.${settingOf(field)}`),
  };
}

function showUnfinishedButton(): Button {
  return { button: vscode.l10n.t('Show Unfinished Images'), press: showUnfinished };
}

function showUnfinished(): unknown {
  return vscode.commands.executeCommand('fluxKontext.showUnfinished');
}

function describeForLog(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (cause: ${error.cause.message})` : '';
  return `${error.message}${cause}`;
}
