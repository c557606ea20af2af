import * as vscode from 'vscode';
import type { RuleError } from '../recipe/rule.ts';
import { stylePrefix } from '../recipe/styles.ts';
import { settingOf } from './buttons.ts';

/** What is wrong with a setting or the prompt, and what would be right. */
export function describeRule({ field, rule, value, allowed }: RuleError): string {
  const shown = JSON.stringify(value) ?? 'undefined';
  if (field === 'prompt') {
    return rule === 'wellFormed'
      ? vscode.l10n.t('The prompt holds half a character, as a cut text does: select or type it again.')
      : vscode.l10n.t('The prompt is empty: select or type, in words, what the picture should show.');
  }
  const setting = nameField(field);
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
      if (allowed !== '')
        return vscode.l10n.t('{0} is {1}, but must be a whole number in the range {2}.', setting, shown, allowed);
      return field.startsWith('--')
        ? vscode.l10n.t('{0} is {1}, but must be a whole number or random.', setting, shown)
        : vscode.l10n.t('{0} is {1}, but must be a whole number or null.', setting, shown);
    case 'range':
      return vscode.l10n.t('{0} is {1}, but must be a whole number in the range {2}.', setting, shown, allowed);
    case 'empty':
      return vscode.l10n.t('{0} needs a value.', setting);
    case 'oneOf':
      return vscode.l10n.t('{0} is {1}, but must be one of: {2}.', setting, shown, allowed);
    case 'onOffer':
      return vscode.l10n.t('The model {0} is not on offer any more. Choose one of: {1}.', shown, allowed);
    case 'option':
      return vscode.l10n.t('{0} is no option. Known ones: {1}.', field, allowed);
    case 'twice':
      return vscode.l10n.t('{0} is given twice.', field);
    case 'placeholder':
      return vscode.l10n.t('{0} must say with {1} where your words go.', setting, '{prompt}');
    case 'styleName':
      return vscode.l10n.t(
        '{0} cannot be the name of a style: start with a letter or a digit, use up to 60 letters, digits, spaces, “-” and “_”, and not “none”.',
        shown,
      );
    case 'knownStyle':
      return vscode.l10n.t('There is no style {0}. Known ones: {1}.', shown, allowed);
    case 'styleKey':
      return vscode.l10n.t('{0} is not known. A style knows: {1}.', setting, allowed);
    case 'styles':
      return vscode.l10n.t(
        '{0} must hold a style for each name, such as {1}.',
        setting,
        '{ "prompt": "{prompt}, as a woodcut" }',
      );
    case 'frontMatterEnd':
      return vscode.l10n.t('{0} starts with ---, but has no second --- below.', setting);
    case 'mapping':
      return vscode.l10n.t('{0} must be a key with its value, such as {1}.', setting, 'aspectRatio: 16:9');
    case 'yaml':
      return vscode.l10n.t('{0} is no valid YAML ({1}).', setting, String(value));
    case 'inside':
      return vscode.l10n.t(
        '{0} would be written out of the workspace by a symbolic link, to {1}.',
        setting,
        String(value),
      );
    case 'readable':
      return vscode.l10n.t('{0} cannot be read ({1}).', setting, String(value));
    case 'wellFormed':
      return vscode.l10n.t('{0} holds half a character, as a cut text does: write it again.', setting);
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

/** A setting by its whole name; an option such as `--ar`, or the key of a style, as it is. */
function nameField(field: string): string {
  const isSetting = !field.startsWith('--') && !field.startsWith(stylePrefix);
  return isSetting ? `fluxKontext.${settingOf(field)}` : field;
}
