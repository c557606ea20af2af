import type { Settings } from '../platform/settings.ts';
import type { ModelId } from '../recipe/models.ts';
import type { ParameterValues } from '../recipe/parameters.ts';
import { type PromptOptions, readPromptOptions } from '../recipe/promptOptions.ts';
import { noStyle } from '../recipe/styles.ts';

/** Words and every option with its value: what pictures are made of, while the user chooses. */
export interface Draft {
  readonly words: string;
  readonly model: ModelId;
  readonly style: string;
  readonly count: number;
  readonly parameters: ParameterValues;
}

/** A draft of words; what the options leave open is filled from the settings. */
export function createDraft(words: string, options: PromptOptions, settings: Settings): Draft {
  return {
    words,
    model: options.model ?? settings.model,
    style: options.style ?? (settings.style === '' ? noStyle : settings.style),
    count: options.count ?? 1,
    parameters: { ...settings.parameters, ...options.parameters },
  };
}

/** The draft with the words of a text, and with the options at its end. @throws {RuleError} */
export function withWords(draft: Draft, text: string): Draft {
  const { prompt, options } = readPromptOptions(text);
  return { ...draft, ...options, words: prompt, parameters: { ...draft.parameters, ...options.parameters } };
}
