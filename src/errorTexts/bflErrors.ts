import * as vscode from 'vscode';
import { creditsPage } from '../apiKey.ts';
import type { AnyBflError, BflErrorData, BflErrorKind } from '../bfl/errors.ts';
import { describeRule } from './brokenRules.ts';
import { type Button, type ErrorText, nothingSent, openSetting } from './errorText.ts';

type Sentences = { readonly [K in BflErrorKind]: (data: BflErrorData[K], showLog: Button) => ErrorText };

/** What an error of the service or of the way there means to a person. @param showLog where no button helps more */
export function describeBflError(error: AnyBflError, showLog: Button): ErrorText {
  const sentence = sentences[error.kind] as (data: unknown, showLog: Button) => ErrorText;
  return sentence(error.data, showLog);
}

const notCharged = (): string => vscode.l10n.t('It was not charged.');
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
      'No answer of the service has arrived: the picture may have been made and billed. It is not sent again by itself.',
    ),
    ...showUnfinished(),
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
    ...showUnfinished(),
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
    ...showUnfinished(),
  }),
  damaged: () => ({
    text: vscode.l10n.t(
      'The picture arrived damaged, several times. It was not saved; it can be fetched again for some minutes.',
    ),
    ...showUnfinished(),
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
    ...showUnfinished(),
  }),
};

function showUnfinished(): Button {
  return {
    button: vscode.l10n.t('Show Unfinished Images'),
    press: () => vscode.commands.executeCommand('fluxKontext.showUnfinished'),
  };
}
