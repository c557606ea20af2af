import * as vscode from 'vscode';
import type { RuleError } from '../recipe/rule.ts';
import { settingOf } from './buttons.ts';

/** What is wrong with a setting or the prompt, and what would be right. */
export function describeRule({ field, rule, value, allowed }: RuleError): string {
  const shown = JSON.stringify(value) ?? 'undefined';
  if (field === 'prompt') {
    return rule === 'wellFormed'
      ? vscode.l10n.t('The prompt holds half a character, as a cut text does: select or type it again.')
      : vscode.l10n.t('The prompt is empty: select or type, in words, what the picture should show.');
  }
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
      return vscode.l10n.t('{0} is {1}, but must be a text.', setting, shown);
    case 'length':
      return vscode.l10n.t('{0} is too long: {1} characters are allowed.', setting, allowed);
    case 'noCredentials':
      return field === 'webhookUrl'
        ? vscode.l10n.t(
            '{0} must not hold a user name or password: set a secret with “FLUX: Set Webhook Secret…”.',
            setting,
          )
        : vscode.l10n.t(
            '{0} must not hold a user name or password: the key is set with “FLUX: Set API Key…”.',
            setting,
          );
    case 'noQuery':
      return vscode.l10n.t('{0} is {1}, but must end before “?” or “#”.', setting, shown);
    case 'url':
      return vscode.l10n.t('{0} is {1}, but must be a whole URL that starts with https:// or http://.', setting, shown);
    case 'httpsOrLoopback':
      return vscode.l10n.t(
        '{0} is {1}, but must start with https://, so that nobody can read what is sent there on the way (http:// is for this machine only).',
        setting,
        shown,
      );
    default:
      return vscode.l10n.t('{0} is {1}, which cannot be used ({2}).', setting, shown, rule);
  }
}
