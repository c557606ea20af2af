import * as vscode from 'vscode';
import { formatCredits } from '../account/formatCredits.ts';
import { formatValue, nameParameter } from '../messages/parameters.ts';
import { describeRule } from '../messages/ruleErrors.ts';
import { shorten } from '../messages/text.ts';
import { type Line, pickLine } from '../platform/lists.ts';
import { listPrice } from '../recipe/models.ts';
import { parameterNames } from '../recipe/parameters.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { asRuleError } from '../recipe/rule.ts';
import { noStyle } from '../recipe/styles.ts';
import { chooseCount, chooseModel, chooseParameter, chooseStyle } from './chooseOption.ts';
import { type Draft, withWords } from './draft.ts';
import type { PromptBox } from './promptBox.ts';

/** What the list of options needs to know besides the draft. */
export interface OptionsList {
  readonly title: string;
  readonly askForPrompt: PromptBox['ask'];
  /** Says where the values come from, until one is changed. */
  readonly placeholder: string;
  /** The draft by the settings alone, if the values come from elsewhere. */
  readonly bySettings?: Draft;
  /** Makes the recipes of a draft, for their price. @throws {RuleError} */
  readonly toRecipes: (draft: Draft) => Promise<readonly Recipe[]>;
  /** The workspace folder whose styles are offered. */
  readonly folder: vscode.Uri | undefined;
  readonly saveStyle: (draft: Draft) => Promise<void>;
}

/** Changes a draft; undefined if the user dismissed it. */
type Edit = (draft: Draft) => Promise<Draft | undefined>;

const generate: Edit = async (draft) => draft;

/**
 * Lets the user change every part of a draft in one list: the prompt first, the price last.
 * @returns the draft when the user asks for its pictures; undefined if the list was dismissed
 */
export async function chooseOptions(start: Draft, list: OptionsList): Promise<Draft | undefined> {
  let draft = start;
  /** The line that Enter chooses: at first the last one. */
  let active = -1;
  for (;;) {
    const placeholder = draft === start ? list.placeholder : vscode.l10n.t('The last line generates.');
    const lines = [...describeDraft(draft, list), await describePrice(draft, list)];
    const edit = await pickLine({ title: list.title, placeholder, lines, active: lines.at(active)?.value });
    if (edit === undefined || edit === generate) return edit && draft;
    // The price may be another one after this: Enter pressed once too often must not spend it unseen.
    active = lines.findIndex(({ value }) => value === edit);
    draft = (await edit(draft)) ?? draft;
  }
}

function describeDraft(
  draft: Draft,
  { bySettings, askForPrompt, folder, saveStyle }: OptionsList,
): readonly Line<Edit>[] {
  const { words, model, style, count, parameters } = draft;
  const editWords: Edit = async (edited) => {
    const answer = await askForPrompt(edited.words);
    return answer === undefined ? undefined : withWords(edited, answer, folder);
  };
  const reset: Line<Edit> = {
    icon: 'discard',
    label: vscode.l10n.t('Back to the Settings'),
    value: async ({ words: kept }) => bySettings && { ...bySettings, words: kept },
  };
  return [
    { icon: 'edit', label: vscode.l10n.t('Prompt'), description: shorten(words, 80), value: editWords },
    { icon: 'paintcan', label: vscode.l10n.t('Style'), description: nameStyle(style), value: chooseStyle(folder) },
    { icon: 'symbol-class', label: vscode.l10n.t('Model'), description: model, value: chooseModel },
    ...parameterNames.map((name) => ({
      icon: 'settings',
      label: nameParameter(name),
      description: formatValue(parameters[name]),
      value: chooseParameter(name),
    })),
    { icon: 'copy', label: vscode.l10n.t('Number of pictures'), description: String(count), value: chooseCount },
    {
      icon: 'save',
      label: vscode.l10n.t('Save as Style…'),
      value: async (kept) => {
        await saveStyle(kept);
        return kept;
      },
    },
    ...(bySettings ? [reset] : []),
  ];
}

async function describePrice(draft: Draft, { toRecipes }: OptionsList): Promise<Line<Edit>> {
  try {
    const recipes = await toRecipes(draft);
    const price = formatCredits(listPrice(recipes));
    const label =
      recipes.length === 1
        ? vscode.l10n.t('Generate for about {0}', price)
        : vscode.l10n.t('Generate {0} pictures for about {1}', recipes.length, price);
    return { icon: 'play', label, value: generate };
  } catch (error) {
    return { icon: 'warning', label: describeRule(asRuleError(error)) };
  }
}

function nameStyle(style: string): string {
  return style === noStyle ? vscode.l10n.t('none') : style;
}
