import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import markdownIt from 'markdown-it';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { URI } from 'vscode-uri';
import { getLinkTarget } from '../../../src/documents/linkPath.ts';

const file = (path: string): URI => URI.from({ scheme: 'file', path });
const target = (image: string, document?: string, folder?: string): string =>
  getLinkTarget(URI.parse(image), document ? URI.parse(document) : undefined, folder ? URI.parse(folder) : undefined);

const oneOf = (characters: string): fc.Arbitrary<string> => fc.constantFrom(...characters.split(''));
const pathPart = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.string({ unit: oneOf('aZ0 %()[]{}<>\\#?&;~!*_`"\'.$@^|:+=,-üß字\u0301\u200d\u00a0\u0085\u2028'), minLength: 1 }),
  )
  .map((part) => part.replace(/[/\0]/g, '-'))
  .filter((part) => part !== '.' && part !== '..');
const folder = fc.array(pathPart, { maxLength: 3 }).map((parts) => ['', ...parts].join('/'));
const filePath = fc.tuple(folder, pathPart).map(([top, name]) => `${top}/${name}`);

/** Where programs that read Markdown find the target of a link. */
function readTargets(markdown: string): readonly string[] {
  const [paragraph] = fromMarkdown(markdown).children;
  const image = paragraph?.type === 'paragraph' ? paragraph.children[0] : undefined;
  const renderer = markdownIt();
  // As VS Code’s preview has it, which shows pictures that are named by a file’s URI.
  renderer.validateLink = () => true;
  const token = renderer.parseInline(markdown, {})[0]?.children?.[0];
  return [image?.type === 'image' ? image.url : '', String(token?.attrGet('src'))];
}

describe('the target of a link', () => {
  const cases: readonly (readonly [what: string, expected: string, ...locations: [string, string?, string?]])[] = [
    ['below the document', './images/a.jpg', 'file:///b/images/a.jpg', 'file:///b/a.md'],
    ['beside it', './a.jpg', 'file:///b/a.jpg', 'file:///b/a.md'],
    ['above it', '../../a.jpg', 'file:///a.jpg', 'file:///b/c/a.md'],
    ['named like a way up', './..a.jpg', 'file:///b/..a.jpg', 'file:///b/a.md'],
    ['in a hidden folder', './.a/a.jpg', 'file:///b/.a/a.jpg', 'file:///b/a.md'],
    [
      'of a cell on another machine, from the notebook',
      './a.jpg',
      'file:///b/a.jpg',
      'vscode-notebook-cell://host:80/b/n.ipynb#W0',
    ],
    ['of a cell, from the notebook', './a.jpg', 'file:///b/a.jpg', 'vscode-notebook-cell:/b/n.ipynb#W0'],
    ['without a document, from the workspace folder', './b/a.jpg', 'file:///w/b/a.jpg', undefined, 'file:///w'],
    ['of an untitled one, from there, too', './b/a.jpg', 'file:///w/b/a.jpg', 'untitled:Untitled-1', 'file:///w'],
    ['of an untitled one outside of all folders', './a.jpg', 'file:///b/a.jpg', 'untitled:Untitled-1'],
    ['of a file that is yet to be made', '../a.jpg', 'file:///b/a.jpg', 'untitled:/b/c/new.md', 'file:///b/c'],
    ['on the same drive, spelt in another way', './i/a.jpg', 'file:///c:/b/i/a.jpg', 'file:///C:/b/a.md'],
    ['on the same drive, above', '../i/a.jpg', 'file:///C:/i/a.jpg', 'file:///c:/b/a.md'],
    ['on another drive', 'file:///d:/i%20j/a.jpg', 'file:///d:/i j/a.jpg', 'file:///c:/b/a.md'],
    ['on a share, from a drive', 'file://nas/p/a.jpg', 'file://nas/p/a.jpg', 'file:///c:/b/a.md'],
    ['on a drive, from a share', 'file:///c:/b/a.jpg', 'file:///c:/b/a.jpg', 'file://nas/p/a.md'],
    ['on the same share, spelt in another way', '../i/a.jpg', 'file://NAS/P/i/a.jpg', 'file://nas/p/d/a.md'],
    ['on another share of the server', 'file://nas/q/a.jpg', 'file://nas/q/a.jpg', 'file://nas/p/a.md'],
    ['on another host', 'memfs://two/b/a.jpg', 'memfs://two/b/a.jpg', 'memfs://one/b/a.md'],
    ['at the top of the same host', '../i/a.jpg', 'memfs://one/i/a.jpg', 'memfs://one/b/a.md'],
    ['in another file system', 'file:///b/a.jpg', 'file:///b/a.jpg', 'memfs:/b/a.md'],
    [
      'with letters of any script',
      './図/ä é 한글 ไทย.jpg'.replaceAll(' ', '%20'),
      'file:///図/ä é 한글 ไทย.jpg',
      'file:///a.md',
    ],
  ];
  for (const [what, expected, ...locations] of cases)
    it(`is right for a picture ${what}`, () => assert.equal(target(...locations), expected));

  it('has no mark of ASCII that ends a link, is decoded or means something to a dialect', () => {
    const all = Array.from({ length: 0x80 }, (_, at) => String.fromCodePoint(at))
      .join('')
      .replace('/', '');
    const [image] = [getLinkTarget(file(`/${all}`), file('/a.md'), undefined)];
    assert.equal(image.replace(/%[\dA-F]{2}/g, ''), `./+,-.0123456789=${letters.toUpperCase()}_${letters}`);
    assert.equal(decodeURIComponent(image), `./${all}`);
  });

  it('leads from any document to any picture, for programs that read Markdown and URLs', () => {
    fc.assert(
      fc.property(filePath, folder, (imagePath, documentFolder) => {
        // What looks like a drive of Windows is taken for one.
        fc.pre(![imagePath, documentFolder].some((path) => /^\/[a-z]:(\/|$)/i.test(path)));
        const link = getLinkTarget(file(imagePath), file(`${documentFolder}/a.md`), undefined);
        assert.match(link, /^\.\.?\//);
        assert.equal(posix.join('/', documentFolder, decodeURIComponent(link)), imagePath);
        for (const read of readTargets(`![a](${link})`)) {
          const url = new URL(read, 'file:///');
          assert.equal(decodeURIComponent(read), decodeURIComponent(link));
          assert.deepEqual([url.search, url.hash], ['', '']);
        }
        const base = new URL(getLinkTarget(file(`${documentFolder}/a.md`), undefined, file('/')), 'file:///');
        assert.equal(fileURLToPath(new URL(link, base), { windows: false }), imagePath);
      }),
      { numRuns: 300 },
    );
  });

  it('leads to any picture on another drive, for Windows', () => {
    fc.assert(
      fc.property(filePath, (path) => {
        const link = getLinkTarget(file(`/d:${path}`), file('/c:/a.md'), undefined);
        // Windows knows no such names.
        fc.pre(!/[\\]/.test(path));
        for (const read of readTargets(`![a](${link})`))
          assert.equal(fileURLToPath(read, { windows: true }), `d:${path.replaceAll('/', '\\')}`);
      }),
    );
  });
});

const letters = 'abcdefghijklmnopqrstuvwxyz';
