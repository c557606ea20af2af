import * as vscode from 'vscode';
import { type ParameterName, parameters } from '../recipe/parameters.ts';
import { stylePrefix } from '../recipe/styles.ts';

/** A sentence or two for people, and the one button that helps. */
export interface ErrorText {
  readonly text: string;
  readonly button: string;
  readonly press: () => unknown;
  /** Whether the sentence concerns all pictures, such as the account's credits; then it names none of them. */
  readonly isOfAll?: boolean;
}

export type Button = Pick<ErrorText, 'button' | 'press'>;

export const nothingSent = (): string => vscode.l10n.t('Nothing was sent or charged.');

/** A button that opens the setting of a request's field, or the input box if the field is the prompt. */
export function openSetting(field: string): Button {
  if (field === 'prompt' || field.startsWith('--')) {
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

export function showUnfinished(): Button {
  return {
    button: vscode.l10n.t('Show Unfinished Images'),
    press: () => vscode.commands.executeCommand('fluxKontext.showUnfinished'),
  };
}

/** The setting that gives a request's field its value, or chooses a style; without its section. */
export function settingOf(field: string): string {
  if (field.startsWith(stylePrefix)) return 'style';
  return Object.hasOwn(parameters, field) ? parameters[field as ParameterName].setting : field;
}
