import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { getBlockAt, getBlocks, getHeadingAt } from '../../../../src/markup/markdown/blocks.ts';

/** Lines that begin, end or go on with each kind of block, in any order. */
const line = fc.constantFrom(
  ...`



 
\t
text
more [a][b] text
[b]: url
# Heading
===
---
+++
***
- item
  - inner
  in item
1. one
10) ten
* star
*emphasis*
> quoted
> ~~~
>
~~~
~~~~ js
~~~ a~b
   ~~~
    ~~~
\t~~~
- ~~~
@@@
@@@@js
@@@ a@b
  @@@
- @@@
  <!--
- <!-- a
<!-- open
-->
<!-->
<!--->
<!-- a --> b
a <!-- b
<script>
</script>
<pre> a
</pre>
<?php
?>
<!DOCTYPE
>
<![CDATA[
]]>
<div>
</div>
<Box a="
| a | b |
|---|---|
    code`
    .replaceAll('@', '`')
    .split('\n'),
);
const documents = fc
  .tuple(fc.array(line, { maxLength: 24 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, eol, isEnded]) => lines.join(eol) + (isEnded ? eol : ''));

describe('a document parsed in regions', () => {
  it('has the same blocks and headings as one parsed whole', () => {
    fc.assert(
      fc.property(documents, fc.nat(), (markdown, random) => {
        const offset = random % (markdown.length + 1);
        const blocks = getBlocks(markdown);
        const whole = blocks.findLast(({ start, end }) => start <= offset && offset <= end);
        assert.deepEqual(getBlockAt(markdown, offset), whole);
        const heading = blocks.findLast(({ type, start }) => type === 'heading' && start <= offset)?.text ?? '';
        assert.equal(getHeadingAt(markdown, offset), heading);
      }),
      { numRuns: 3_000, examples: [['- <!-- a\n \n> ~~~\n<!--->\ntext\n>\n<!-- a --> b\n  - inner', 11]] },
    );
  });
});
