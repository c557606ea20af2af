import * as vscode from 'vscode';
import type { ParameterName } from '../recipe/parameters.ts';

/** The name of a parameter, as people read it. */
export function nameParameter(name: ParameterName): string {
  const names: Readonly<Record<ParameterName, string>> = {
    aspectRatio: vscode.l10n.t('Aspect ratio'),
    seed: vscode.l10n.t('Seed'),
    promptUpsampling: vscode.l10n.t('Prompt upsampling'),
    safetyTolerance: vscode.l10n.t('Safety tolerance'),
    outputFormat: vscode.l10n.t('Format'),
  };
  return names[name];
}

/** The value of a parameter, as people read it. */
export function formatValue(value: string | number | boolean | null): string {
  if (value === null) return vscode.l10n.t('random');
  if (typeof value === 'boolean') return value ? vscode.l10n.t('on') : vscode.l10n.t('off');
  return String(value);
}
