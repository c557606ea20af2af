import { posix } from 'node:path';
import * as vscode from 'vscode';
import { isReallyInside } from '../files/realPath.ts';
import { asRuleError, RuleError } from '../recipe/rule.ts';
import { formatStyleFile, parseStyleFile } from '../recipe/styleFile.ts';
import {
  builtInStyles,
  fieldOf,
  foldName,
  isSameName,
  parseStyle,
  parseStyleName,
  type Style,
} from '../recipe/styles.ts';
import { readStyles } from './settings.ts';

/** A style that cannot be used, and why. */
export interface BrokenStyle {
  readonly name: string;
  readonly error: RuleError;
}

export type FoundStyle = Style | BrokenStyle;

const folderName = '.flux/styles';
const extension = '.md';
/** No more files than these are read, in the order of their names. */
const maxFiles = 200;
/** A larger file is not read. */
const maxBytes = 100_000;

/**
 * The styles that can be used in a workspace folder: those that come with the extension, those of the settings, and the
 * files of the folder if the workspace is trusted. Of several with one name the last counts.
 * @throws {RuleError} the setting holds no styles at all
 */
export async function findStyles(folder: vscode.Uri | undefined): Promise<readonly FoundStyle[]> {
  const [ofSettings, ofFiles] = await Promise.all([readSettingStyles(folder), readFileStyles(folder)]);
  const styles = [...builtInStyles, ...ofSettings, ...ofFiles];
  return [...new Map(styles.map((style) => [foldName(style.name), style])).values()];
}

/** The style of a name. @throws {RuleError} there is none, or it is broken */
export async function getStyle(name: string, folder: vscode.Uri | undefined): Promise<Style> {
  const styles = await findStyles(folder);
  const style = styles.find((one) => isSameName(one.name, name));
  if (!style) throw new RuleError('style', 'knownStyle', name, styles.map((one) => one.name).join(', '));
  if ('error' in style) throw style.error;
  return style;
}

/**
 * Saves a style in a workspace folder, in place of the one that its file held.
 * @returns its file
 * @throws {RuleError} its name cannot be that of a file, or a symbolic link leads out of the folder; or the file
 *   system's error
 */
export async function saveStyle(style: Style, folder: vscode.Uri): Promise<vscode.Uri> {
  const file = getStyleFile(parseStyleName(style.name), folder);
  if (file.scheme === 'file' && !(await isReallyInside(file.fsPath, folder.fsPath)))
    throw new RuleError(fieldOf(style.name, 'file'), 'inside', file.fsPath);
  await vscode.workspace.fs.writeFile(file, Buffer.from(await formatStyleFile(style)));
  return file;
}

function getStyleFile(name: string, folder: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(folder, folderName, `${name}${extension}`);
}

async function readSettingStyles(folder: vscode.Uri | undefined): Promise<readonly FoundStyle[]> {
  return Promise.all(
    Object.entries(readStyles(folder)).map(([name, { prompt, ...values }]) =>
      catchBroken(name, () => parseStyle(name, prompt, values)),
    ),
  );
}

async function readFileStyles(folder: vscode.Uri | undefined): Promise<readonly FoundStyle[]> {
  // A style can choose the dearer model.
  if (!folder || !vscode.workspace.isTrusted) return [];
  const names = await listNames(vscode.Uri.joinPath(folder, folderName));
  return Promise.all(
    names.map((name) =>
      catchBroken(name, async () => parseStyleFile(name, await readText(name, getStyleFile(name, folder)))),
    ),
  );
}

/** The names of the styles that have a file in a folder. */
async function listNames(folder: vscode.Uri): Promise<readonly string[]> {
  const entries = await Promise.resolve(vscode.workspace.fs.readDirectory(folder)).catch(() => []);
  const names = entries
    .filter(([name, type]) => name.endsWith(extension) && (type & vscode.FileType.Directory) === 0)
    .map(([name]) => posix.basename(name, extension));
  return names.toSorted().slice(0, maxFiles);
}

/** The text of a style's file. @throws {RuleError} it is too large or cannot be read */
async function readText(name: string, file: vscode.Uri): Promise<string> {
  const field = fieldOf(name, 'file');
  const { size } = await orRefuse(field, vscode.workspace.fs.stat(file));
  if (size > maxBytes) throw new RuleError(field, 'length', size, String(maxBytes));
  return Buffer.from(await orRefuse(field, vscode.workspace.fs.readFile(file))).toString('utf8');
}

async function orRefuse<T>(field: string, reading: Thenable<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw new RuleError(field, 'readable', error instanceof Error ? error.message : String(error));
  }
}

async function catchBroken(name: string, parse: () => Style | Promise<Style>): Promise<FoundStyle> {
  try {
    return await parse();
  } catch (error) {
    return { name, error: asRuleError(error) };
  }
}
