import assert from 'node:assert/strict';
import { getOtherType, isComplete } from '../../../src/bfl/imageBytes.ts';
import { type Format, getFormat } from '../../../src/recipe/format.ts';
import { createImage } from './images.ts';

const types: readonly Format[] = ['jpeg', 'png', 'webp'];

/** A JPEG segment: marker, length, content. */
function segment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

describe('imageBytes', () => {
  for (const type of types) {
    it(`F11 a ${type} is complete as a whole, and at no byte before`, () => {
      const image = createImage(type);
      assert.equal(getFormat(image), type);
      assert.ok(isComplete(image, type));
      for (let length = 0; length < image.length; length++)
        assert.ok(!isComplete(image.subarray(0, length), type), `cut at ${length}`);
    });

    it(`a ${type} may be followed by other data`, () => {
      assert.ok(isComplete(Buffer.concat([createImage(type), Buffer.from('more')]), type));
    });

    it(`a view into a larger buffer is read at its own place (${type})`, () => {
      const image = createImage(type);
      const padded = Buffer.concat([Buffer.alloc(7), image, Buffer.alloc(9)]);
      const bytes = new Uint8Array(padded.buffer, padded.byteOffset + 7, image.length);
      assert.equal(getFormat(bytes), type);
      assert.ok(isComplete(bytes, type));
    });
  }

  it('F11 the end of a thumbnail in the header is not the end of the JPEG', () => {
    const image = createImage('jpeg');
    const thumbnail = segment(0xe1, createImage('jpeg'));
    const whole = Buffer.concat([image.subarray(0, 2), thumbnail, image.subarray(2)]);
    assert.ok(isComplete(whole, 'jpeg'));
    assert.ok(!isComplete(whole.subarray(0, whole.length - 100), 'jpeg'));
  });

  it('Content Credentials in the header are skipped, whatever bytes they hold', () => {
    const image = createImage('jpeg');
    const credentials = segment(0xeb, Buffer.from([0xff, 0xd9, 0xff, 0xd8, 0xff, 0xff, 0x00]));
    assert.ok(isComplete(Buffer.concat([image.subarray(0, 2), credentials, image.subarray(2)]), 'jpeg'));
  });

  const others: readonly [string, string | Buffer][] = [
    ['empty', ''],
    ['html', '\n<!DOCTYPE html><html></html>'],
    ['html', '<html lang="en">'],
    ['svg', '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['svg', '<svg/>'],
    ['xml', '<?xml version="1.0"?><Error><Code>AuthenticationFailed</Code></Error>'],
    ['json', '{"detail":"no"}'],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0])],
    ['unknown', 'GIF89a'],
    ['unknown', 'RIFF....WAVE'],
  ];
  for (const [found, content] of others) {
    it(`F12 ${JSON.stringify(content).slice(0, 40)} is ${found}, no image`, () => {
      const bytes = Buffer.from(content);
      assert.equal(getFormat(bytes), undefined);
      assert.equal(getOtherType(bytes), found);
    });
  }
});
