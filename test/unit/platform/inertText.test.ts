import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { inertText } from '../../../src/platform/inertText.ts';

// What VS Code looks for: src/vs/base/common/linkedText.ts and src/vs/base/browser/ui/iconLabel/iconLabels.ts.
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
const icon = /\$\([\w-]+(?:~[\w-]+)?\)/;

describe('inertText', () => {
  for (const text of [
    '[Click](command:workbench.action.quit)',
    '[Click](COMMAND:workbench.action.quit "a title")',
    'a [b](https://evil.example) [c](file:///etc/passwd)',
    '[[Click](command:x)](command:x)',
    '$(sync~spin) \\$(check)',
  ]) {
    it(`T8 leaves no link and no icon in ${text}`, () => {
      assert.ok(link.test(text) || icon.test(text), 'there was one');
      const inert = inertText(text);
      assert.doesNotMatch(inert, link);
      assert.doesNotMatch(inert, icon);
      assert.equal(inert.replaceAll('\u2060', ''), text, 'reads as it did');
    });
  }

  it('leaves other text as it is', () => {
    const text = 'Costs $5 (or less) [really]: “16:9”, a(b)[c] – ![x] (y)';
    assert.equal(inertText(text), text);
  });

  it('T8 leaves no link and no icon in any text', () => {
    const unit = fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      '$',
      '\\',
      'command:',
      'https://',
      'file:',
      'x',
      ' ',
      '"',
      '\u2060',
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
        assert.doesNotMatch(inertText(text), link);
        assert.doesNotMatch(inertText(text), icon);
        assert.equal(inertText(inertText(text)), inertText(text));
      }),
    );
  });
});
