import { spawnSync, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { installEditor, type EditorVersion, type InstalledEditor } from './install.ts';
import { projectPath } from './paths.ts';
import { isAlive, spawnGroup, stopGroup } from './processes.ts';

export type Settings = Readonly<Record<string, unknown>>;

/** Entries of the workbench's start-up payload, such as `['openFile', uri]`. */
export type Payload = readonly (readonly [string, string])[];

export interface EditorOptions {
  readonly version: EditorVersion;
  /** `.vsix` files, installed as a user installs them. */
  readonly extensions?: readonly string[];
  readonly userSettings?: Settings;
  /** Added to the environment; reaches the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** False: Workspace Trust is on, and folders open in Restricted Mode. Default true. */
  readonly trusted?: boolean;
  /** Obeys test payloads, and mutes notifications. Default false. */
  readonly smokeTestDriver?: boolean;
  /** Default: a free one. */
  readonly port?: number;
  /** Where VS Code keeps settings, extensions and state. Default: a temporary folder, removed by `stop`. */
  readonly dataDir?: string;
}

/** A running VS Code server. */
export interface Editor {
  readonly version: EditorVersion;
  readonly port: number;
  readonly dataDir: string;
  /** What the server and its children printed. */
  readonly logFile: string;
  /** Process id of the server, which leads the group of its children. */
  readonly pid: number;
  /** The address of a window on a folder or a `.code-workspace` file. */
  url(path: string, payload?: Payload): string;
  /** The URI by which the window knows a file of this machine. */
  fileUri(path: string): string;
  /** Changes user settings, for windows that open or reload from now on. */
  updateUserSettings(settings: Settings): Promise<void>;
  /** Installs a `.vsix` file, as a user would, for windows that open or reload from now on. */
  install(vsix: string): void;
  /** Process ids of the extension hosts that run now, oldest first. */
  extensionHostPids(): readonly number[];
  stop(): Promise<void>;
}

/** No tours, no suggestions, no sign-in: what a person has dismissed for good. */
const calmSettings: Settings = {
  'workbench.startupEditor': 'none',
  'window.restoreWindows': 'preserve', // else a window whose address names files to open forgets its tabs on a reload
  'workbench.reduceMotion': 'on',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'chat.disableAIFeatures': true,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
};

/** Starts a VS Code server on loopback; resolves once it answers. Installs that VS Code if need be. */
export async function startEditor(options: EditorOptions): Promise<Editor> {
  const { version, userSettings = {}, extensions = [] } = options;
  const installed = await installEditor(version);
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), `flux-kontext-${version}-`)));
  const settingsFile = join(dataDir, 'data/User/settings.json');
  await updateJson(settingsFile, { ...calmSettings, ...userSettings });
  for (const vsix of extensions) installExtension(installed, dataDir, vsix);

  const server = spawnGroup(installed.node, serverArguments(installed, dataDir, options), {
    // A real key of the developer must not get into a test or a demonstration by accident.
    env: { ...process.env, BFL_API_KEY: undefined, ...options.env },
  });
  const logFile = projectPath(`out/logs/vscode-${version}-${server.pid}.log`);
  const { port, extensionHosts } = await watchOutput(server, logFile);
  const authority = `127.0.0.1:${port}`;
  const fileUri = (path: string): string => `vscode-remote://${authority}${encodeURI(path)}`;

  return {
    version,
    port,
    dataDir,
    logFile,
    pid: server.pid!,
    fileUri,
    url: (path, payload) => {
      const query = new URLSearchParams({ [path.endsWith('.code-workspace') ? 'workspace' : 'folder']: path });
      if (payload) query.set('payload', JSON.stringify(payload));

      return `http://${authority}/?${query.toString()}`;
    },
    updateUserSettings: (settings) => updateJson(settingsFile, settings),
    install: (vsix) => installExtension(installed, dataDir, vsix),
    extensionHostPids: () => [...extensionHosts].filter(isAlive),
    stop: async () => {
      await stopGroup(server);
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function serverArguments({ serverMain }: InstalledEditor, dataDir: string, options: EditorOptions): string[] {
  return [
    serverMain,
    '--host=127.0.0.1',
    `--port=${options.port ?? 0}`,
    '--without-connection-token',
    '--accept-server-license-terms',
    '--disable-telemetry',
    `--server-data-dir=${dataDir}`,
    ...((options.trusted ?? true) ? ['--disable-workspace-trust'] : []),
    ...(options.smokeTestDriver ? ['--enable-smoke-test-driver'] : []),
  ];
}

function installExtension({ node, serverMain }: InstalledEditor, dataDir: string, vsix: string): void {
  const args = [serverMain, `--server-data-dir=${dataDir}`, '--accept-server-license-terms', '--force'];
  const result = spawnSync(node, [...args, `--install-extension=${vsix}`], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`VS Code did not install ${vsix}:\n${result.stdout}${result.stderr}`);
}

interface ServerOutput {
  readonly port: number;
  /** Grows while the server runs. */
  readonly extensionHosts: ReadonlySet<number>;
}

/** Copies the server's output to a file and reads from it what no command tells: port and extension hosts. */
async function watchOutput(server: ChildProcess, logFile: string): Promise<ServerOutput> {
  await mkdir(dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile);
  server.stdout!.pipe(log);
  server.stderr!.pipe(log);
  const extensionHosts = new Set<number>();
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(server.stdout!).on('line', (line) => {
      const listening = /^Extension host agent listening on (\d+)/.exec(line);
      const launched = /<(\d+)> Launched Extension Host Process/.exec(line);
      if (listening) resolve(Number(listening[1]));

      if (launched) extensionHosts.add(Number(launched[1]));
    });
    server.once('error', reject);
    server.once('close', (code) => {
      reject(new Error(`The VS Code server ended with code ${code} before it answered; see ${logFile}`));
    });
  });
  return { port, extensionHosts };
}

async function updateJson(file: string, changes: Settings): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const before = await readFile(file, 'utf8').catch(() => '{}');
  const settings: Settings = JSON.parse(before);
  await writeFile(file, JSON.stringify({ ...settings, ...changes }, undefined, 2));
}
