import type * as vscode from 'vscode';
import type { Settings } from '../platform/settings.ts';
import { getStyle } from '../platform/styles.ts';
import type { ModelId } from '../recipe/models.ts';
import type { ParameterValues } from '../recipe/parameters.ts';
import { type PromptOptions, readPromptOptions } from '../recipe/promptOptions.ts';
import { asRuleError, RuleError } from '../recipe/rule.ts';
import { noStyle, type Style } from '../recipe/styles.ts';

/** Words and every option with its value: what pictures are made of, while the user chooses. */
export interface Draft {
  readonly words: string;
  readonly model: ModelId;
  readonly style: string;
  readonly count: number;
  readonly parameters: ParameterValues;
}

/** A draft of words by the settings alone. @param folder whose styles are known */
export async function createDraft(
  words: string,
  { model, parameters, style }: Settings,
  folder: vscode.Uri | undefined,
): Promise<Draft> {
  const plain = { words, model, style: noStyle, count: 1, parameters };
  return style === '' ? plain : withOptions(plain, { style, parameters: {} }, folder);
}

/** A draft with options. A style brings its model and its parameters along; other options come before these. */
export async function withOptions(
  draft: Draft,
  { parameters, ...options }: PromptOptions,
  folder: vscode.Uri | undefined,
): Promise<Draft> {
  const style = options.style === undefined ? undefined : await findStyle(options.style, folder);
  return {
    ...draft,
    ...(style?.model && { model: style.model }),
    ...options,
    parameters: { ...draft.parameters, ...style?.parameters, ...parameters },
  };
}

/** The draft with the words of a text, and with the options at its end. @throws {RuleError} */
export async function withWords(draft: Draft, text: string, folder: vscode.Uri | undefined): Promise<Draft> {
  const { prompt, options } = readPromptOptions(text);
  return withOptions({ ...draft, words: prompt }, options, folder);
}

/** The style of a name, if it can be used; what is wrong with it is said with the price. */
async function findStyle(name: string, folder: vscode.Uri | undefined): Promise<Style | undefined> {
  if (name === noStyle) return undefined;
  const found = await getStyle(name, folder).catch(asRuleError);
  return found instanceof RuleError ? undefined : found;
}
