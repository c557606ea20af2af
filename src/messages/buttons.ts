import * as vscode from 'vscode';
import { type ParameterName, parameters } from '../recipe/parameters.ts';

/** A sentence or two for people, and the one button that helps. */
export interface ErrorText {
  readonly text: string;
  readonly button: string;
  readonly press: () => unknown;
  /** Whether it is about all pictures alike, such as the account's credits: then no picture is named. */
  readonly isOfAll?: boolean;
}

export type Button = Pick<ErrorText, 'button' | 'press'>;

export const nothingSent = (): string => vscode.l10n.t('Nothing was sent or charged.');

/** Opens what has to be changed: the setting of a request's field, or the box for the prompt. */
export function openSetting(field: string): Button {
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

export function showUnfinished(): Button {
  return {
    button: vscode.l10n.t('Show Unfinished Images'),
    press: () => vscode.commands.executeCommand('fluxKontext.showUnfinished'),
  };
}

/** The setting that gives a request's field its value, without its section. */
export function settingOf(field: string): string {
  return Object.hasOwn(parameters, field) ? parameters[field as ParameterName].setting : field;
}
