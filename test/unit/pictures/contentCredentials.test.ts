import assert from 'node:assert/strict';
import { crc32, deflateSync } from 'node:zlib';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import * as fc from 'fast-check';
import { hasContentCredentials } from '../../../src/pictures/contentCredentials.ts';
import { type Format, formatNames } from '../../../src/recipe/format.ts';

const width = 31;
const canvas = createCanvas(width, 17);
const encoders: Readonly<Record<Format, () => Promise<Buffer>>> = {
  png: async () => await canvas.encode('png'),
  jpeg: async () => await canvas.encode('jpeg'),
  webp: async () => await canvas.encode('webp'),
};

const words = Buffer.from('caBX C2PA JP jumb');
const pngEndBytes = 12;

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Inserts bytes at an offset, which counts from the end if it is negative. */
function insert(bytes: Buffer, at: number, ...more: readonly Buffer[]): Buffer {
  return Buffer.concat([bytes.subarray(0, at), ...more, bytes.subarray(at)]);
}

function pngChunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), content]);
  return Buffer.concat([uint32(content.length), body, uint32(crc32(body))]);
}

/** Inserts chunks behind IHDR, which a PNG must start with. */
function withPngChunks(png: Buffer, ...chunks: readonly Buffer[]): Buffer {
  return insert(png, 33, ...chunks);
}

/** A grey picture whose pixels are not compressed, so that they stand in the file as they are. */
function createPngOfPixels(row: Buffer): Buffer {
  const header = Buffer.concat([uint32(row.length), uint32(1), Buffer.from([8, 0, 0, 0, 0])]);
  const pixels = deflateSync(Buffer.concat([Buffer.alloc(1), row]), { level: 0 });
  const chunks = [pngChunk('IHDR', header), pngChunk('IDAT', pixels), pngChunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]);
}

function jpegSegment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

/** Inserts segments behind the start of a JPEG. */
function withSegments(jpeg: Buffer, ...segments: readonly Buffer[]): Buffer {
  return insert(jpeg, 2, ...segments);
}

/** A piece of a JUMBF box in an APP11 segment, whose box is of a type. */
function jumbfSegment(type: string, piece = 1): Buffer {
  const box = Buffer.concat([uint32(24), Buffer.from(`${type}----------------`)]);
  return jpegSegment(0xeb, Buffer.concat([Buffer.from('JP\x00\x01'), uint32(piece), box]));
}

function webpChunk(type: string, content: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(content.length);
  return Buffer.concat([Buffer.from(type), size, content, Buffer.alloc(content.length % 2)]);
}

/** Adds chunks at the end of a WebP. */
function withWebpChunks(webp: Buffer, ...chunks: readonly Buffer[]): Buffer {
  const whole = Buffer.concat([webp, ...chunks]);
  whole.writeUInt32LE(whole.length - 8, 4);
  return whole;
}

/** A file, and the offset behind the bytes that tell that it carries Content Credentials. */
interface Carrier {
  readonly bytes: Buffer;
  readonly toldAt: number;
}

describe('Content Credentials', () => {
  const plain = new Map<Format, Buffer>();
  before(async () => {
    for (const format of formatNames) plain.set(format, await encoders[format]());
  });
  const get = (format: Format): Buffer => plain.get(format) ?? assert.fail();

  const caBX = pngChunk('caBX', words);
  const c2pa = webpChunk('C2PA', words);
  const jumb = jumbfSegment('jumb');

  const telling: Readonly<Record<Format, { readonly part: Buffer; readonly bytes: number }>> = {
    png: { part: caBX, bytes: 8 },
    jpeg: { part: jumb, bytes: 20 },
    webp: { part: c2pa, bytes: 8 },
  };
  function createCarrier(format: Format, bytes: Buffer): Carrier {
    const { part, bytes: needed } = telling[format];
    return { bytes, toldAt: bytes.indexOf(part) + needed };
  }

  const carriers: Readonly<Record<string, () => Carrier>> = {
    'a PNG with a chunk caBX': () => createCarrier('png', withPngChunks(get('png'), caBX)),
    'a PNG with a chunk caBX behind a text that speaks of them': () =>
      createCarrier('png', withPngChunks(get('png'), pngChunk('tEXt', words), caBX)),
    'a PNG with a chunk caBX behind its pixels': () => createCarrier('png', insert(get('png'), -pngEndBytes, caBX)),
    'a JPEG with a JUMBF superbox in APP11': () => createCarrier('jpeg', withSegments(get('jpeg'), jumb)),
    'a JPEG with more bytes 0xFF before the marker': () =>
      createCarrier('jpeg', withSegments(get('jpeg'), Buffer.alloc(3, 0xff), jumb)),
    'a JPEG with markers without a length before it': () =>
      createCarrier('jpeg', withSegments(get('jpeg'), Buffer.from([0xff, 0x01, 0xff, 0xd0, 0xff, 0xd7]), jumb)),
    'a JPEG with other segments before it, APP11 among them': () => {
      const others = [jpegSegment(0xfe, words), jpegSegment(0xeb, Buffer.from('HDR_RI ver=11'))];
      return createCarrier('jpeg', withSegments(get('jpeg'), ...others, jumb));
    },
    'a JPEG with a superbox in several pieces': () =>
      createCarrier('jpeg', withSegments(get('jpeg'), jumb, jumbfSegment('jumb', 2))),
    'a WebP with a chunk C2PA': () => createCarrier('webp', withWebpChunks(get('webp'), c2pa)),
    'a WebP with a chunk of odd size before it': () =>
      createCarrier('webp', withWebpChunks(get('webp'), webpChunk('EXIF', Buffer.from('odd')), c2pa)),
  };
  for (const [what, create] of Object.entries(carriers)) {
    it(`are seen in ${what}, which is still a picture`, async () => {
      const { bytes } = create();
      assert.equal((await loadImage(bytes)).width, width);
      assert.equal(hasContentCredentials(bytes), true);
    });

    it(`are told by the first bytes of their container in ${what}, wherever the file is cut`, () => {
      const { bytes, toldAt } = create();
      for (let end = 0; end <= bytes.length; end++)
        assert.equal(hasContentCredentials(bytes.subarray(0, end)), end >= toldAt, `cut at ${end}`);
    });
  }

  const pictures: Readonly<Record<string, () => Buffer>> = {
    'a plain PNG': () => get('png'),
    'a plain JPEG': () => get('jpeg'),
    'a plain WebP': () => get('webp'),
    'a PNG whose text holds their chunk': () => withPngChunks(get('png'), pngChunk('tEXt', caBX)),
    'a PNG whose pixels hold their chunk': () => createPngOfPixels(caBX),
    'a PNG with the chunk behind its end': () => Buffer.concat([get('png'), caBX]),
    'a JPEG whose comment holds their segment': () => withSegments(get('jpeg'), jpegSegment(0xfe, jumb)),
    'a JPEG with their box in another segment than APP11': () => {
      const segment = Buffer.from(jumb);
      segment.writeUInt8(0xec, 1);
      return withSegments(get('jpeg'), segment);
    },
    'a JPEG with another box in APP11': () => withSegments(get('jpeg'), jumbfSegment('meta')),
    'a JPEG with another identifier in APP11': () => {
      const segment = Buffer.from(jumb);
      segment.write('HD', 4);
      return withSegments(get('jpeg'), segment);
    },
    'a JPEG with the segment behind its end': () => Buffer.concat([get('jpeg'), jumb]),
    'a WebP whose metadata hold their chunk': () => withWebpChunks(get('webp'), webpChunk('XMP ', c2pa)),
    'a WebP with the chunk of a PNG': () => withWebpChunks(get('webp'), webpChunk('caBX', words)),
    'a WebP with the chunk behind its end': () => Buffer.concat([get('webp'), c2pa]),
  };
  for (const [what, create] of Object.entries(pictures)) {
    it(`are not seen in ${what}`, async () => {
      assert.ok((await loadImage(create())).width > 0);
      assert.equal(hasContentCredentials(create()), false);
    });
  }

  it('are not seen in the scan of a JPEG', () => {
    const jpeg = get('jpeg');
    const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]));
    const behindHead = scan + 2 + jpeg.readUInt16BE(scan + 2);
    assert.equal(hasContentCredentials(insert(jpeg, behindHead, jumb)), false);
  });

  it('are not seen behind the end of a JPEG without a scan', () => {
    assert.equal(hasContentCredentials(Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xd9, 0, 2]), jumb])), false);
  });

  it('are not seen in a JPEG where the bytes behind a segment are no marker', () => {
    const noMarker = Buffer.from(jumb);
    noMarker.writeUInt8(0, 0);
    assert.equal(hasContentCredentials(withSegments(get('jpeg'), noMarker)), false);
    assert.equal(hasContentCredentials(withSegments(get('jpeg'), jpegSegment(0xfe, words), noMarker)), false);
  });

  it('are not seen in what is none of these pictures', () => {
    assert.equal(hasContentCredentials(Buffer.alloc(0)), false);
    assert.equal(hasContentCredentials(words), false);
    assert.equal(hasContentCredentials(Buffer.concat([Buffer.from('GIF89a'), caBX, c2pa, jumb])), false);
  });

  it('are seen in bytes that are a part of a larger buffer', () => {
    const { bytes } = createCarrier('png', withPngChunks(get('png'), caBX));
    assert.equal(hasContentCredentials(Buffer.concat([get('webp'), bytes]).subarray(get('webp').length)), true);
    assert.equal(hasContentCredentials(Buffer.concat([get('png'), bytes]).subarray(0, get('png').length)), false);
  });

  it('end with a length that is impossible', () => {
    for (const length of [0xff, 0x00]) {
      for (const create of Object.values(carriers)) {
        const { bytes } = create();
        for (let at = 0; at + 4 <= bytes.length; at++) {
          const hostile = Buffer.from(bytes).fill(length, at, at + 4);
          assert.equal(typeof hasContentCredentials(hostile), 'boolean');
        }
      }
    }
  });

  it('end in any bytes', () => {
    const starts = fc.constantFrom<Format | undefined>(...formatNames, undefined);
    fc.assert(
      fc.property(starts, fc.uint8Array({ maxLength: 300 }), (format, rest) => {
        const start = format === undefined ? Buffer.alloc(0) : get(format).subarray(0, 12);
        assert.equal(typeof hasContentCredentials(Buffer.concat([start, rest])), 'boolean');
      }),
    );
  });
});
