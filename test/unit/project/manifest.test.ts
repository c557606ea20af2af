import assert from 'node:assert/strict';
import { toJsonSchema } from '@valibot/to-json-schema';
import { type GenericSchema, is } from 'valibot';
import { commandNames, hiddenCommands, previewViewType } from '../../../src/contributions.ts';
import { markupLanguages } from '../../../src/markup/languages.ts';
import { parseSetting, settingRows, settingSchemas } from '../../../src/platform/settingRows.ts';
import { parameters } from '../../../src/recipe/parameters.ts';
import { builtInStyles, parseStyle } from '../../../src/recipe/styles.ts';
import { savePathVariables } from '../../../src/saving/savePath.ts';
import { findAll, readJson, readText } from './readProject.ts';

interface Setting {
  readonly type?: unknown;
  readonly scope?: string;
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly additionalProperties?: { readonly type?: unknown };
  readonly examples?: readonly string[];
}

interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when: string }[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

const manifest = readJson('package.json') as Manifest;
const texts = readJson('package.nls.json') as Readonly<Record<string, string>>;
const { commands, menus, configuration } = manifest.contributes;
const settings = configuration.properties;

function setting(name: string): Setting {
  const found = settings[`fluxKontext.${name}`];
  assert.ok(found, name);
  return found;
}

function unprefixed(names: readonly string[]): readonly string[] {
  return names.map((name) => name.replace(/^fluxKontext\./, '')).toSorted();
}

/** What the manifest says a value must be like, of what the extension checks it by. */
function toManifest(schema: GenericSchema): Partial<Setting> {
  const {
    type,
    enum: names,
    minimum,
    maximum,
    pattern,
    anyOf,
    additionalProperties,
  } = toJsonSchema(schema, {
    errorMode: 'ignore',
  });
  // A whole number or nothing; what JavaScript takes for a whole number has bounds of its own.
  const either = anyOf?.map((one) => Reflect.get(Object(one), 'type') as string);
  // Of the values of an object, the manifest says the type.
  const values = additionalProperties && { type: Reflect.get(Object(additionalProperties), 'type') };
  const rules = { type: either ?? type, enum: names, minimum, maximum, pattern, additionalProperties: values };
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined));
}

/** A default as the README shows it. */
function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

describe('the texts of the manifest', () => {
  it('are all there, and all used', () => {
    const used = new Set(findAll(readText('package.json'), /"%([^%"]+)%"/g));
    assert.deepEqual(Object.keys(texts).toSorted(), [...used].toSorted());
  });

  it('and the README name every variable of a save path', () => {
    const readme = /^\*\*Where pictures are saved\.\*\*.*$/m.exec(readText('README.md'))?.[0];
    for (const text of [texts['setting.savePath'], readme])
      assert.deepEqual(findAll(text ?? '', /\$\{(\w+)\}/g).toSorted(), savePathVariables.toSorted());
  });
});

describe('the commands of the manifest', () => {
  const names = unprefixed(commands.map(({ command }) => command));

  it('are those that the extension registers, but for the hidden ones', () => {
    assert.deepEqual(commandNames.toSorted(), [...names, ...hiddenCommands].toSorted());
  });

  it('and the restored preview are what the extension is activated for', () => {
    assert.deepEqual(manifest.activationEvents.toSorted(), ['onStartupFinished', `onWebviewPanel:${previewViewType}`]);
  });

  it('are in one category, with a title of the texts', () => {
    for (const { command, category, title } of commands) {
      assert.equal(category, 'FLUX', command);
      assert.match(title, /^%.*%$/, command);
    }
  });

  it('are the only ones in menus', () => {
    for (const { command } of Object.values(menus).flat())
      assert.ok(names.includes(command.replace('fluxKontext.', '')), command);
  });

  it('are in the context menu for the languages that get links', () => {
    const conditions = menus['editor/context']?.map(({ when }) => when ?? '') ?? [];
    const languages = markupLanguages.join('|');
    assert.deepEqual(
      conditions.flatMap((when) => findAll(when, /\^\((.*)\)\$/g)),
      [languages, languages],
    );
  });
});

describe('the settings of the manifest', () => {
  it('are those that the extension reads, and each says what the extension takes', () => {
    assert.deepEqual(unprefixed(Object.keys(settings)), Object.keys(settingSchemas).toSorted());
    for (const [name, schema] of Object.entries(settingSchemas)) {
      const { type, enum: names, minimum, maximum, pattern, additionalProperties } = setting(name);
      const said = { type, ...(names && { enum: names }), ...(pattern && { pattern }) };
      const bounds = { ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
      const values = additionalProperties && { additionalProperties };
      assert.deepEqual({ ...said, ...bounds, ...values }, toManifest(schema), name);
    }
  });

  it('have defaults that the extension takes, and those of a parameter are its row’s', () => {
    for (const [name, schema] of Object.entries(settingSchemas)) assert.ok(is(schema, setting(name).default), name);
    for (const row of Object.values(parameters)) assert.equal(setting(row.setting).default, row.default, row.setting);
  });

  it('describe each choice, or none', () => {
    for (const [name, { enum: names, markdownEnumDescriptions }] of Object.entries(settings))
      if (markdownEnumDescriptions) assert.equal(markdownEnumDescriptions.length, names?.length, name);
  });

  it('are those of the README, in their order and with their defaults', () => {
    const rows = [...readText('README.md').matchAll(/^\| `(\w+)` \| (?:`(.*?)`)? ?\|/gm)];
    assert.deepEqual(
      rows.map(([, name, value = '']) => [name, value]),
      Object.entries(settings).map(([name, { default: value }]) => [name.slice('fluxKontext.'.length), show(value)]),
    );
  });

  it('each say their scope', () => {
    for (const [name, { scope }] of Object.entries(settings))
      assert.match(scope ?? 'none', /^(application|window|resource)$/, name);
  });

  it('T1 those that say where the key goes are of the application, and read as the user set them', () => {
    const ofApplication = Object.keys(settings).filter((name) => settings[name]?.scope === 'application');
    const own = Object.entries(settingRows).filter(([, row]) => 'isOwn' in row);
    assert.deepEqual(unprefixed(ofApplication), ['endpoint', 'historyLimit', 'region', 'webhookUrl']);
    assert.deepEqual(unprefixed(own.map(([name]) => name)), ['endpoint', 'region', 'webhookUrl']);
  });

  it('T9 are restricted in an untrusted workspace, but for those that neither cost money nor choose a place', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    const harmless = ['defaultAspectRatio', 'historyLimit', 'insertLink', 'openPreview', 'outputFormat', 'seed'];
    const restricted = unprefixed(restrictedConfigurations);
    assert.deepEqual([...restricted, ...harmless].toSorted(), unprefixed(Object.keys(settings)));
  });

  it('offer aspect ratios that the service takes', () => {
    const { examples = [] } = setting('defaultAspectRatio');
    assert.ok(examples.length > 0);
    for (const aspectRatio of examples) assert.ok(is(parameters.aspectRatio.schema, aspectRatio), aspectRatio);
  });

  it('offer the styles that come with the extension, and name them', () => {
    const names = builtInStyles.map(({ name }) => name);
    assert.deepEqual(setting('style').examples, names);
    assert.deepEqual(findAll(texts['setting.style'] ?? '', /`([a-z]+)`/g), names);
  });

  it('show a style of one’s own that can be used', () => {
    const example: unknown = JSON.parse(/`(\{ .*? \} \})`/.exec(texts['setting.styles'] ?? '')?.[1] ?? '');
    for (const [name, { prompt, ...values }] of Object.entries(parseSetting('styles', example)))
      assert.ok(parseStyle(name, prompt, values));
  });
});

describe('the manifest', () => {
  it('is built against the oldest editor that it promises, and its Node', () => {
    assert.equal(manifest.engines.vscode, `^${manifest.devDependencies['@types/vscode']}`);
    const node = /^(\d+)\./.exec(manifest.devDependencies['@types/node'] ?? '')?.[1];
    assert.match(readText('esbuild.js'), new RegExp(`target: 'node${node}'`));
  });
});
