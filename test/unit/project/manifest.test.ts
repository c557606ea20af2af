import assert from 'node:assert/strict';
import { commandNames, previewViewType } from '../../../src/contributions.ts';
import { models } from '../../../src/recipe/models.ts';
import { createRequestBody, maxSafetyTolerance, outputFormats, type RequestOptions } from '../../../src/bfl/request.ts';
import { savePathVariables } from '../../../src/saving/savePath.ts';
import { findAll, readJson, readText } from './readProject.ts';

interface Setting {
  readonly scope?: string;
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
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
const settingsCode = readText('src/platform/settings.ts');

function setting(name: string): Setting {
  const found = settings[`fluxKontext.${name}`];
  assert.ok(found, name);
  return found;
}

function unprefixed(names: readonly string[]): readonly string[] {
  return names.map((name) => name.replace(/^fluxKontext\./, '')).toSorted();
}

/** The names that `src/platform/settings.ts` reads in the way of `pattern`. */
function settingsRead(pattern: RegExp): readonly string[] {
  return [...new Set(findAll(settingsCode, pattern))].toSorted();
}

/** A request as the defaults of the manifest make it. */
const defaults = {
  prompt: 'a cat',
  aspectRatio: setting('defaultAspectRatio').default,
  seed: setting('seed').default,
  promptUpsampling: setting('promptUpsampling').default,
  safetyTolerance: setting('safetyTolerance').default,
  outputFormat: setting('outputFormat').default,
  webhookUrl: setting('webhookUrl').default,
} as RequestOptions;

describe('the texts of the manifest', () => {
  it('are all there, and all used', () => {
    const used = new Set(findAll(readText('package.json'), /"%([^%"]+)%"/g));
    assert.deepEqual(Object.keys(texts).toSorted(), [...used].toSorted());
  });

  it('and the README name every variable of a save path', () => {
    const readme = /^\*\*Where pictures are saved\.\*\*.*$/m.exec(readText('README.md'))?.[0];
    for (const text of [texts['setting.savePath'], readme]) {
      assert.deepEqual(findAll(text ?? '', /\$\{(\w+)\}/g).toSorted(), savePathVariables.toSorted());
    }
  });
});

describe('the commands of the manifest', () => {
  const names = unprefixed(commands.map(({ command }) => command));

  it('are those that the extension registers, but for the hidden one', () => {
    assert.deepEqual(commandNames.toSorted(), [...names, 'resume'].toSorted());
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
    for (const { command } of Object.values(menus).flat()) {
      assert.ok(names.includes(command.replace('fluxKontext.', '')), command);
    }
  });

  it('are in the context menu for the languages that get links', () => {
    const languages = /markdownLanguages.* = \[(.*)\]/.exec(readText('src/documents/insertLink.ts'))?.[1] ?? '';
    const inMenu = findAll(menus['editor/context']?.[0]?.when ?? '', /\^\((.*)\)\$/g)[0];
    assert.equal(inMenu, findAll(languages, /'(\w+)'/g).join('|'));
  });
});

describe('the settings of the manifest', () => {
  it('are those that the extension reads', () => {
    const names = settingsRead(/(?:\bget\(|getOwn\(configuration, |inspect\()'(\w+)'/g);
    assert.deepEqual(unprefixed(Object.keys(settings)), names);
  });

  it('each say their scope', () => {
    for (const [name, { scope }] of Object.entries(settings)) {
      assert.match(scope ?? 'none', /^(application|window|resource)$/, name);
    }
  });

  it('T1 those that say where the key goes are of the application, and read as the user set them', () => {
    const ofApplication = Object.keys(settings).filter((name) => settings[name]?.scope === 'application');
    assert.deepEqual(unprefixed(ofApplication), ['endpoint', 'region', 'webhookUrl']);
    assert.deepEqual(settingsRead(/getOwn\(configuration, '(\w+)'/g), ['endpoint', 'region', 'webhookUrl']);
  });

  it('T9 are restricted in an untrusted workspace, but for those that neither cost money nor choose a place', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    const harmless = ['defaultAspectRatio', 'insertLink', 'openPreview', 'outputFormat', 'seed'];
    const restricted = unprefixed(restrictedConfigurations);
    assert.deepEqual([...restricted, ...harmless].toSorted(), unprefixed(Object.keys(settings)));
  });

  it('have defaults that make a valid request', () => {
    assert.deepEqual(createRequestBody(defaults), {
      prompt: 'a cat',
      aspect_ratio: '1:1',
      prompt_upsampling: false,
      safety_tolerance: 2,
      output_format: 'jpeg',
    });
  });

  it('offer aspect ratios that the service takes', () => {
    const { examples = [], pattern = '$^' } = setting('defaultAspectRatio');
    assert.ok(examples.length > 0);
    for (const aspectRatio of [...examples, '3:7', '7:3']) {
      assert.match(aspectRatio, new RegExp(pattern));
      assert.equal(createRequestBody({ ...defaults, aspectRatio }).aspect_ratio, aspectRatio);
    }
  });

  it('offer what the code takes, and describe each choice', () => {
    const taken = new Map<string, readonly string[]>([
      ['model', Object.keys(models)],
      ['outputFormat', outputFormats],
    ]);
    for (const [, name = '', list = ''] of settingsCode.matchAll(/oneOf\('(\w+)', .*, \[(.*)\]\)/g)) {
      taken.set(name, findAll(list, /'(\w+)'/g));
    }
    const offering = Object.keys(settings).filter((name) => settings[name]?.enum !== undefined);
    assert.deepEqual(unprefixed(offering), [...taken.keys()].toSorted());
    for (const [name, values] of taken) {
      const { enum: offered, default: value, markdownEnumDescriptions: descriptions } = setting(name);
      assert.deepEqual(offered, values, name);
      assert.ok(values.includes(value as string), name);
      if (descriptions) assert.equal(descriptions.length, values.length, name);
    }
  });

  it('have the bounds that the code holds', () => {
    const held = new Map<string, readonly [number, number]>([['safetyTolerance', [0, maxSafetyTolerance]]]);
    for (const [, name = '', minimum, maximum] of settingsCode.matchAll(/integer\('(\w+)', .*, (\d+), (\d+)\)/g)) {
      held.set(name, [Number(minimum), Number(maximum)]);
    }
    const bounded = Object.keys(settings).filter((name) => settings[name]?.minimum !== undefined);
    assert.deepEqual(unprefixed(bounded), [...held.keys()].toSorted());
    for (const [name, [minimum, maximum]] of held) {
      const { default: value, ...bounds } = setting(name);
      assert.deepEqual([bounds.minimum, bounds.maximum], [minimum, maximum], name);
      assert.ok(minimum <= (value as number) && (value as number) <= maximum, name);
    }
  });
});

describe('the manifest', () => {
  it('is built against the oldest editor that it promises, and its Node', () => {
    assert.equal(manifest.engines.vscode, `^${manifest.devDependencies['@types/vscode']}`);
    const node = /^(\d+)\./.exec(manifest.devDependencies['@types/node'] ?? '')?.[1];
    assert.match(readText('esbuild.js'), new RegExp(`target: 'node${node}'`));
  });
});
