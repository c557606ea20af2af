import * as vscode from 'vscode';
import { models, type ModelId } from '../recipe/models.ts';
import { createRequestBody, type RequestOptions } from '../bfl/request.ts';
import { createService, type Service } from '../bfl/service.ts';

export type InsertLink = 'after' | 'replace' | 'never';
export type OpenPreview = 'beside' | 'active' | 'never';

/** A setting with a value that cannot be used. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
  readonly setting: string;
  readonly rule: 'oneOf' | 'range' | 'text';
  readonly value: unknown;
  readonly allowed: string;

  constructor(setting: string, rule: SettingError['rule'], value: unknown, allowed = '') {
    super(`fluxKontext.${setting}: ${rule} ${allowed}`);
    this.setting = setting;
    this.rule = rule;
    this.value = value;
    this.allowed = allowed;
  }
}

/** Which service gets the requests, and with them the key. */
export interface ServiceSettings {
  readonly region: 'global' | 'eu' | 'us';
  /** Another base URL, or empty. */
  readonly endpoint: string;
}

/** Everything a run needs to know from the user's settings, read once when it starts. */
export interface Settings {
  readonly model: ModelId;
  /** The request's options but for the prompt and the webhook's secret, which is no setting. */
  readonly request: Omit<RequestOptions, 'prompt' | 'webhookSecret'>;
  readonly savePath: string;
  /** Whether `savePath` is the user's own (or the default), so that it may lead out of the workspace. */
  readonly savePathIsOwn: boolean;
  readonly insertLink: InsertLink;
  readonly openPreview: OpenPreview;
  readonly service: ServiceSettings;
  readonly timeoutSeconds: number;
  readonly maxConcurrent: number;
}

/**
 * Reads the settings that hold for `scope` (a document's or a folder's URI).
 * @throws {SettingError | BflError} `invalidRequest`: the first setting with a value that cannot be used
 */
export function readSettings(scope?: vscode.ConfigurationScope): Settings {
  const configuration = vscode.workspace.getConfiguration('fluxKontext', scope);
  const get = (name: string): unknown => configuration.get(name);
  const savePath = configuration.inspect('savePath');
  const settings: Settings = {
    model: oneOf('model', get('model'), Object.keys(models) as ModelId[]),
    request: {
      aspectRatio: get('defaultAspectRatio') as string,
      seed: get('seed') as number | null,
      promptUpsampling: get('promptUpsampling') as boolean,
      safetyTolerance: get('safetyTolerance') as number,
      outputFormat: get('outputFormat') as RequestOptions['outputFormat'],
      webhookUrl: getOwn(configuration, 'webhookUrl') as string,
    },
    savePath: text('savePath', get('savePath')),
    savePathIsOwn: savePath?.workspaceValue === undefined && savePath?.workspaceFolderValue === undefined,
    insertLink: oneOf('insertLink', get('insertLink'), ['after', 'replace', 'never']),
    openPreview: oneOf('openPreview', get('openPreview'), ['beside', 'active', 'never']),
    service: readServiceSettings(),
    timeoutSeconds: integer('timeoutSeconds', get('timeoutSeconds'), 10, 3600),
    maxConcurrent: integer('maxConcurrent', get('maxConcurrent'), 1, 24),
  };
  // The bounds of the request belong to the API; a stand-in prompt lets them be checked before there is one.
  createRequestBody({ ...settings.request, prompt: 'checked' });
  createService(settings.service.region, settings.service.endpoint);
  return settings;
}

/** How many pictures may be made at once, as of now; the default where the setting cannot be used. Never throws. */
export function readMaxConcurrent(): number {
  const value = vscode.workspace.getConfiguration('fluxKontext').get('maxConcurrent');
  return isInteger(value, 1, 24) ? value : 6;
}

/** The service of the user's settings. @throws {SettingError | BflError} `invalidRequest` */
export function readService(): Service {
  const { region, endpoint } = readServiceSettings();
  return createService(region, endpoint);
}

function readServiceSettings(): ServiceSettings {
  const configuration = vscode.workspace.getConfiguration('fluxKontext');
  return {
    region: oneOf('region', getOwn(configuration, 'region'), ['global', 'eu', 'us']),
    endpoint: text('endpoint', getOwn(configuration, 'endpoint')),
  };
}

/** The user's own value: what says where the key goes is never taken from a workspace, whatever it claims. */
function getOwn(configuration: vscode.WorkspaceConfiguration, name: string): unknown {
  const values = configuration.inspect(name);
  return values?.globalValue ?? values?.defaultValue;
}

function oneOf<T extends string>(setting: string, value: unknown, allowed: readonly T[]): T {
  if ((allowed as readonly unknown[]).includes(value)) return value as T;
  throw new SettingError(setting, 'oneOf', value, allowed.join(', '));
}

function text(setting: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new SettingError(setting, 'text', value);
}

function integer(setting: string, value: unknown, minimum: number, maximum: number): number {
  if (isInteger(value, minimum, maximum)) return value;
  throw new SettingError(setting, 'range', value, `${minimum}–${maximum}`);
}

function isInteger(value: unknown, minimum: number, maximum: number): value is number {
  return Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
}
