import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { findAll, listFiles, readJson, readText } from './readProject.ts';

/** Which folders, and files beside them, each of those in `src/` imports from. */
function readImports(): ReadonlyMap<string, readonly string[]> {
  const sources = listFiles('src').filter((path) => path.endsWith('.ts'));
  const imports = new Map<string, Set<string>>();
  for (const path of sources) {
    const from = roomOf(path);
    const known = imports.get(from) ?? new Set<string>();
    imports.set(from, known);
    for (const target of findAll(readText(path), /(?:from|import\() ?'(\.[^']+)'/g)) {
      const to = roomOf(posix.join(posix.dirname(path), target));
      if (to !== from) known.add(to);
    }
  }
  return new Map([...imports].map(([room, known]) => [room, [...known].toSorted()]));
}

function roomOf(path: string): string {
  return path.split('/')[1] ?? '';
}

/** The rows of the table in CONTRIBUTING, from the top of the house to the bottom. */
const rows = Array.from(
  readText('CONTRIBUTING.md').matchAll(/^\| `([^`]+)` \| [^|]+ \|([^|]*)\|$/gm),
  ([, room = '', known = '']) => ({ room, known: findAll(known, /`([^`]+)`/g) }),
);

describe('the architecture in CONTRIBUTING', () => {
  it('has a row for each folder of the sources, with what it knows', () => {
    assert.deepEqual(new Map(rows.map(({ room, known }) => [room, known])), readImports());
  });

  it('is a house: what stands lower knows nothing of what stands higher', () => {
    for (const [at, { room, known }] of rows.entries()) {
      const above = rows.slice(0, at).map((row) => row.room);
      // Names shared with the manifest are nobody's code.
      const upwards = known.filter((name) => above.includes(name) && name !== 'contributions.ts');
      assert.deepEqual(upwards, [], room);
    }
  });

  it('draws the line where the editor is known no more', () => {
    const [above = '', below = ''] = readText('CONTRIBUTING.md').split('*Nothing below this line knows `vscode`.*');
    assert.notEqual(below, '');
    const knowing = listFiles('src').filter((path) => /from 'vscode'/.test(readText(path)));
    for (const room of new Set(knowing.map(roomOf))) assert.ok(above.includes(`| \`${room}\` |`), room);
  });
});

interface Launch {
  readonly configurations: readonly {
    readonly name: string;
    readonly preLaunchTask?: string;
    readonly program?: string;
    readonly runtimeArgs?: readonly string[];
  }[];
}

describe('the debugger of the editor', () => {
  it('starts the extension and both kinds of tests by what there is', () => {
    const { configurations } = readJson('.vscode/launch.json') as Launch;
    const { tasks } = readJson('.vscode/tasks.json') as { readonly tasks: readonly { readonly label: string }[] };
    const { scripts } = readJson('package.json') as { readonly scripts: Readonly<Record<string, string>> };
    assert.deepEqual(
      configurations.map(({ name }) => name),
      ['Run Extension', 'Unit Tests', 'Host Tests'],
    );
    for (const { preLaunchTask, program, runtimeArgs } of configurations) {
      if (preLaunchTask !== undefined) assert.ok(tasks.some(({ label }) => label === preLaunchTask));
      if (program !== undefined) assert.ok(readText(program.replace('${workspaceFolder}/', '')).length > 0);
      const script = runtimeArgs?.[1];
      if (script !== undefined) assert.ok(script in scripts, script);
    }
  });
});
