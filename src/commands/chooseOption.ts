import * as vscode from 'vscode';
import { formatCredits } from '../account/formatCredits.ts';
import { formatValue, nameParameter } from '../messages/parameters.ts';
import { describeRule } from '../messages/ruleErrors.ts';
import { type Line, pickLine } from '../platform/lists.ts';
import { findStyles } from '../platform/styles.ts';
import { listPrice, modelIds } from '../recipe/models.ts';
import { type ParameterName, parameters, type ParameterValues, parseParameterText } from '../recipe/parameters.ts';
import { maxCount } from '../recipe/promptOptions.ts';
import { asRuleError } from '../recipe/rule.ts';
import { noStyle } from '../recipe/styles.ts';
import { type Draft, withOptions } from './draft.ts';

// Each function lets the user choose the value of one option; undefined if the list was dismissed.

type Value = ParameterValues[ParameterName];

/** Offers the usual values of a parameter; others can be typed. */
export function chooseParameter(name: ParameterName) {
  return async (draft: Draft): Promise<Draft | undefined> => {
    const chosen = await pickLine<{ readonly value: Value }>({
      title: nameParameter(name),
      placeholder: vscode.l10n.t('Now: {0}. Choose another value or type it.', formatValue(draft.parameters[name])),
      lines: parameters[name].usual.map((value) => ({ label: formatValue(value), value: { value } })),
      search: (typed) => (typed.trim() === '' ? [] : [describeTyped(name, typed.trim())]),
    });
    return chosen && { ...draft, parameters: { ...draft.parameters, [name]: chosen.value } };
  };
}

function describeTyped(name: ParameterName, typed: string): Line<{ readonly value: Value }> {
  try {
    const value = parseParameterText(name, typed, `--${parameters[name].option}`);
    return { icon: 'check', label: vscode.l10n.t('Use {0}', formatValue(value)), value: { value } };
  } catch (error) {
    return { icon: 'warning', label: describeRule(asRuleError(error)) };
  }
}

export async function chooseModel(draft: Draft): Promise<Draft | undefined> {
  const model = await pickLine({
    title: vscode.l10n.t('Model'),
    placeholder: vscode.l10n.t('Which model makes the picture?'),
    lines: modelIds.map((id) => ({
      label: id,
      description: vscode.l10n.t(
        '{0} a picture',
        formatCredits(listPrice([{ model: id, prompt: draft.words, parameters: draft.parameters }])),
      ),
      value: id,
    })),
    active: draft.model,
  });
  return model && { ...draft, model };
}

/** Offers the styles of a workspace folder. A style brings its model and its parameters along. */
export function chooseStyle(folder: vscode.Uri | undefined) {
  return async (draft: Draft): Promise<Draft | undefined> => {
    const found = await findStyles(folder);
    const lines: Line<string>[] = found.map((style) =>
      'error' in style
        ? { icon: 'warning', label: style.name, detail: describeRule(style.error) }
        : {
            label: style.name,
            detail: style.text,
            value: style.name,
          },
    );
    const chosen = await pickLine({
      title: vscode.l10n.t('Style'),
      placeholder: vscode.l10n.t('Your words go where the style says {prompt}.'),
      lines: [{ label: vscode.l10n.t('none'), value: noStyle }, ...lines],
    });
    return chosen === undefined ? undefined : withOptions(draft, { style: chosen, parameters: {} }, folder);
  };
}

export async function chooseCount(draft: Draft): Promise<Draft | undefined> {
  const count = await pickLine({
    title: vscode.l10n.t('Number of pictures'),
    placeholder: vscode.l10n.t('Each picture gets a seed of its own.'),
    lines: Array.from({ length: maxCount }, (_, at) => ({ label: String(at + 1), value: at + 1 })),
    active: draft.count,
  });
  return count === undefined ? undefined : { ...draft, count };
}
