import type * as vscode from 'vscode';
import type { Settings } from '../platform/settings.ts';
import { getStyle } from '../platform/styles.ts';
import type { PromptOptions } from '../recipe/promptOptions.ts';
import { parseRecipe, type Recipe } from '../recipe/recipe.ts';
import { applyStyle, noStyle } from '../recipe/styles.ts';
import { createVariations } from '../recipe/variations.ts';

/**
 * Makes recipes of words. Options come before the parameters of the style, and these before the settings.
 * @param folder whose styles are known
 * @returns a recipe for each picture
 * @throws {RuleError} naming the first value that breaks a rule, such as a style that does not exist
 */
export async function createRecipes(
  words: string,
  options: PromptOptions,
  settings: Settings,
  folder: vscode.Uri | undefined,
): Promise<readonly Recipe[]> {
  const name = options.style ?? settings.style;
  const style = ['', noStyle].includes(name) ? undefined : await getStyle(name, folder);
  const model = options.model ?? style?.model ?? settings.model;
  const recipe = parseRecipe(model, words, { ...settings.parameters, ...style?.parameters, ...options.parameters });
  const styled = style && { ...recipe, prompt: applyStyle(style, words), style: { name: style.name, words } };
  return createVariations(styled ?? recipe, options.count ?? 1);
}
