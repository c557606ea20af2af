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
    savePath: read(configuration, 'savePath'),
    savePathIsOwn: savePath?.workspaceValue === undefined && savePath?.workspaceFolderValue === undefined,
    insertLink: read(configuration, 'insertLink'),
    openPreview: read(configuration, 'openPreview'),
    service: readServiceSettings(),
    timeoutSeconds: read(configuration, 'timeoutSeconds'),
  };
  read(configuration, 'maxConcurrent');
  createService(settings.service.region, settings.service.endpoint);
  return settings;
}

/** How many pictures may be made at once, as of now; the default where the setting cannot be used. Never throws. */
export function readMaxConcurrent(): number {
  try {
    return read(vscode.workspace.getConfiguration('fluxKontext'), 'maxConcurrent');
  } catch {
    return 6;
  }
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

function read<Name extends SettingName>(configuration: vscode.WorkspaceConfiguration, name: Name): Value<Name> {
  const isOwn = 'isOwn' in settingRows[name];
  return parseSetting(name, isOwn ? readOwn(configuration, name) : configuration.get(name));
}

/** The user's own value: settings that decide where the key is sent are never read from a workspace. */
function readOwn(configuration: vscode.WorkspaceConfiguration, name: string): unknown {
  const values = configuration.inspect(name);
  return values?.globalValue ?? values?.defaultValue;
}
