import * as vscode from 'vscode';
import { createService, type Service } from '../bfl/service.ts';
import { parseWebhookUrl } from '../bfl/webhook.ts';
import { mapParameters, type ParameterValues, parseParameters } from '../recipe/parameters.ts';
import { parseSetting, type SettingName, settingRows } from './settingRows.ts';

type Value<Name extends SettingName> = ReturnType<typeof parseSetting<Name>>;

/** The service that gets the requests, and the key with them. */
export interface ServiceSettings {
  readonly region: Value<'region'>;
  /** Another base URL, or empty. */
  readonly endpoint: string;
}

/** Everything an order needs to know from the user's settings, read once when it is made. */
export interface Settings {
  readonly model: Value<'model'>;
  readonly parameters: ParameterValues;
  readonly webhookUrl: string | undefined;
  /** The name of the style that is used if no other is chosen; empty for none. */
  readonly style: string;
  readonly savePath: string;
  /** Whether `savePath` is the user's own (or the default), so that it may lead out of the workspace. */
  readonly savePathIsOwn: boolean;
  readonly insertLink: Value<'insertLink'>;
  readonly openPreview: Value<'openPreview'>;
  readonly service: ServiceSettings;
  readonly timeoutSeconds: number;
}

/**
 * Reads the settings that hold for `scope` (a document's or a folder's URI).
 * @throws {RuleError} the first setting with a value that cannot be used
 */
export function readSettings(scope?: vscode.ConfigurationScope): Settings {
  const configuration = vscode.workspace.getConfiguration('fluxKontext', scope);
  const savePath = configuration.inspect('savePath');
  const settings = {
    model: read(configuration, 'model'),
    parameters: parseParameters(mapParameters((_, { setting }) => configuration.get(setting))),
    webhookUrl: parseWebhookUrl(read(configuration, 'webhookUrl')),
    style: read(configuration, 'style'),
    savePath: read(configuration, 'savePath'),
    savePathIsOwn: savePath?.workspaceValue === undefined && savePath?.workspaceFolderValue === undefined,
    insertLink: read(configuration, 'insertLink'),
    openPreview: read(configuration, 'openPreview'),
    service: readServiceSettings(),
    timeoutSeconds: read(configuration, 'timeoutSeconds'),
  };
  read(configuration, 'styles');
  read(configuration, 'maxConcurrent');
  read(configuration, 'history');
  read(configuration, 'historyLimit');
  createService(settings.service.region, settings.service.endpoint);
  return settings;
}

/** How many pictures may be made at once, as of now; the default where the setting cannot be used. Never throws. */
export function readMaxConcurrent(): number {
  return readOr('maxConcurrent', 6);
}

/**
 * How many pictures the history remembers, as of now; as many as possible where the setting cannot be used, so that a
 * mistake in it forgets none. Never throws.
 */
export function readHistoryLimit(): number {
  return readOr('historyLimit', 100_000);
}

/** Whether the history is also kept in a workspace folder, as of now. Never throws. */
export function isHistoryShared(folder: vscode.Uri): boolean {
  return readOr('history', 'user', folder) === 'workspace';
}

/** The styles of the settings that hold for `scope`: their values, unchecked, by their names. @throws {RuleError} */
export function readStyles(scope?: vscode.ConfigurationScope): Value<'styles'> {
  return read(vscode.workspace.getConfiguration('fluxKontext', scope), 'styles');
}

/** The service of the user's settings. @throws {RuleError} */
export function readService(): Service {
  const { region, endpoint } = readServiceSettings();
  return createService(region, endpoint);
}

function readServiceSettings(): ServiceSettings {
  const configuration = vscode.workspace.getConfiguration('fluxKontext');
  return { region: read(configuration, 'region'), endpoint: read(configuration, 'endpoint') };
}

function readOr<Name extends SettingName>(name: Name, other: Value<Name>, scope?: vscode.Uri): Value<Name> {
  try {
    return read(vscode.workspace.getConfiguration('fluxKontext', scope), name);
  } catch {
    return other;
  }
}

function read<Name extends SettingName>(configuration: vscode.WorkspaceConfiguration, name: Name): Value<Name> {
  const isOwn = 'isOwn' in settingRows[name];
  return parseSetting(name, isOwn ? readOwn(configuration, name) : configuration.get(name));
}

/** The user's own value: settings that decide where the key is sent are never read from a workspace. */
function readOwn(configuration: vscode.WorkspaceConfiguration, name: string): unknown {
  const values = configuration.inspect(name);
  return values?.globalValue ?? values?.defaultValue;
}
