import * as vscode from 'vscode';
import { creditsPage } from '../account/keys.ts';
import type { AnyBflError, BflErrorData, BflErrorKind, UnfinishedError } from '../bfl/errors.ts';
import { type Button, type ErrorText, showUnfinished } from './buttons.ts';

/** A sentence about what is charged, and the button to show if the error has no better one. */
interface Outcome {
  readonly charge: string;
  /** Like `charge`, but without a sentence if nothing is charged. */
  readonly paid?: string;
  readonly next: Button;
}

type Sentences = { readonly [K in BflErrorKind]: (data: BflErrorData[K], outcome: Outcome) => ErrorText };

/** What an error means to a person, before a task was accepted, or where it does not matter whether one was. */
export function describeBflError(error: AnyBflError, showLog: Button): ErrorText {
  return describe(error, { charge: vscode.l10n.t('Nothing was charged.'), next: showLog });
}

/** What an error means to a person that ended the wait for a task. */
export function describeUnfinished({ cause }: UnfinishedError): ErrorText {
  const charge = vscode.l10n.t('The picture is paid for, and can be fetched for some minutes.');
  const next = showUnfinished();
  return { ...describe(cause, { charge, paid: charge, next }), ...next };
}

function describe({ kind, data }: AnyBflError, outcome: Outcome): ErrorText {
  const sentence = sentences[kind] as (data: unknown, outcome: Outcome) => ErrorText;
  return sentence(data, outcome);
}

const notCharged = (): string => vscode.l10n.t('It was not charged.');

/** What each kind of error means, and what helps. */
const sentences: Sentences = {
  notSent: ({ host, code }, { charge, next }) => ({
    text: vscode.l10n.t(
      '{0} cannot be reached ({1}). Check the network connection and, if there is one, the proxy. {2}',
      host,
      code,
      charge,
    ),
    ...next,
  }),
  certificate: ({ host, code }, { charge, next }) => ({
    text: vscode.l10n.t(
      'The certificate of {0} is not trusted ({1}). If a company proxy inspects traffic, its certificate must be installed on this machine. {2}',
      host,
      code,
      charge,
    ),
    ...next,
  }),
  proxyRefused: ({ host, status }, { charge }) => ({
    text: vscode.l10n.t(
      'The proxy on the way to {0} wants a login ({1}). Check the setting http.proxy. {2}',
      host,
      status,
      charge,
    ),
    button: vscode.l10n.t('Open Settings'),
    press: () => vscode.commands.executeCommand('workbench.action.openSettings', 'http.proxy'),
  }),
  blocked: ({ host, status }, { charge, next }) => ({
    text: vscode.l10n.t(
      'Something between here and {0}, such as a proxy or firewall, refused the request ({1}). The API key is not to blame. {2}',
      host,
      status,
      charge,
    ),
    ...next,
  }),
  keyRefused: ({ status }, { charge }) => ({
    text: vscode.l10n.t(
      'The service refused the API key ({0}). {1} Set a key that works, then try again.',
      status,
      charge,
    ),
    isOfAll: true,
    button: vscode.l10n.t('Set API Key…'),
    press: () => vscode.commands.executeCommand('fluxKontext.setApiKey'),
  }),
  noCredits: (_, { charge }) => ({
    text: vscode.l10n.t('The account has no credits left. {0} Add credits, then try again.', charge),
    isOfAll: true,
    button: vscode.l10n.t('Add Credits'),
    press: () => vscode.env.openExternal(vscode.Uri.parse(creditsPage)),
  }),
  refused: ({ status, detail, fields }, { charge, next }) => {
    const reasons = fields.map(({ field, message }) => `${field}: ${message}`);
    return {
      text: vscode.l10n.t(
        'The service refused the request ({0}): {1}. {2}',
        status,
        (reasons.join('; ') || detail || '–').replace(/\.$/, ''),
        charge,
      ),
      ...next,
    };
  },
  tooManyTasks: (_, { charge, next }) => ({
    text: vscode.l10n.t(
      'The service has too many pictures of this account in the making and took no more in time. {0} Try again in a moment.',
      charge,
    ),
    ...next,
  }),
  uncertain: () => ({
    text: vscode.l10n.t(
      'No answer of the service has arrived: the picture may have been made and billed. It is not sent again by itself.',
    ),
    ...showUnfinished(),
  }),
  unavailable: ({ host, status, code }, { paid, next }) => ({
    text: inARow(
      vscode.l10n.t('{0} does not answer as it should ({1}).', host, status ?? code ?? '–'),
      paid,
      vscode.l10n.t('Try again in a moment.'),
    ),
    ...next,
  }),
  moderated: ({ stage, reasons }, { next }) => ({
    text: inARow(
      stage === 'request'
        ? vscode.l10n.t('The moderation of the service refused the prompt.')
        : vscode.l10n.t('The moderation of the service held back the picture.'),
      reasons.length > 0 ? vscode.l10n.t('Reasons: {0}.', reasons.join(', ')) : undefined,
      notCharged(),
      vscode.l10n.t('Change the prompt and try again.'),
    ),
    ...next,
  }),
  failed: ({ status, detail }, { next }) => ({
    text: vscode.l10n.t(
      'The service could not make the picture ({0}). {1} Try again.',
      detail ? `${status}: ${detail}` : status,
      notCharged(),
    ),
    ...next,
  }),
  taskNotFound: (_, { next }) => ({
    text: vscode.l10n.t(
      'The service no longer knows this picture. Pictures are kept for minutes only; it may have been billed.',
    ),
    ...next,
  }),
  deadline: ({ waitedMs }) => ({
    text: vscode.l10n.t(
      'The picture was not ready after {0} s. It may still come, and be billed: it can be fetched for some minutes.',
      Math.round(waitedMs / 1000),
    ),
    ...showUnfinished(),
  }),
  forbiddenUrl: ({ what, host }, { paid, next }) => ({
    text: inARow(
      what === 'delivery'
        ? vscode.l10n.t(
            'The service named a place for the picture that is not its own ({0}). Nothing was fetched from there.',
            host,
          )
        : vscode.l10n.t(
            'The service named an address that is not its own ({0}). The API key was not sent there.',
            host,
          ),
      paid,
    ),
    ...next,
  }),
  missingSample: (_, { paid, next }) => ({
    text: inARow(vscode.l10n.t('The service said that the picture is ready, but not where it is.'), paid),
    ...next,
  }),
  expired: (_, { next }) => ({
    text: vscode.l10n.t(
      'The picture was asked for more than a day ago, but the service keeps pictures for minutes only: it is gone, and may have been billed.',
    ),
    ...next,
  }),
  undelivered: ({ host, status }) => ({
    text: vscode.l10n.t(
      'The picture is ready, but {0} did not deliver it ({1}). It is paid for, and can be fetched again for some minutes.',
      host,
      status,
    ),
    ...showUnfinished(),
  }),
  notAnImage: ({ found }, { paid }) => ({
    text: inARow(
      vscode.l10n.t('The service delivered something that is no picture ({0}). It was not saved.', found),
      paid,
    ),
    ...showUnfinished(),
  }),
  damaged: () => ({
    text: vscode.l10n.t(
      'The picture arrived damaged, several times. It was not saved; it can be fetched again for some minutes.',
    ),
    ...showUnfinished(),
  }),
  tooLarge: ({ maxBytes }, { paid, next }) => ({
    text: inARow(
      vscode.l10n.t(
        'What the service delivered is larger than {0} MiB, which no picture is. It was not saved.',
        maxBytes / 2 ** 20,
      ),
      paid,
    ),
    ...next,
  }),
  idle: ({ idleMs }) => ({
    text: vscode.l10n.t(
      'The delivery of the picture stood still for {0} s. It can be fetched again for some minutes.',
      Math.round(idleMs / 1000),
    ),
    ...showUnfinished(),
  }),
};

/** Joins the sentences that are not empty. */
function inARow(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' ');
}
