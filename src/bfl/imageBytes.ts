import type { Format } from '../recipe/format.ts';

/** Says in one word, for the user, what bytes that are no image look like. */
export function getOtherType(bytes: Uint8Array): string {
  const start = text(bytes, 0, 1_000).trimStart().toLowerCase();
  if (bytes.length === 0) return 'empty';

  if (start.startsWith('\x1f\x8b')) return 'gzip';

  if (start.startsWith('{') || start.startsWith('[')) return 'json';

  if (start.includes('<svg')) return 'svg';

  if (start.startsWith('<!doctype html') || start.includes('<html')) return 'html';

  return start.startsWith('<?xml') ? 'xml' : 'unknown';
}

/** Whether the image is complete. More bytes may follow its end. */
export function isComplete(bytes: Uint8Array, type: Format): boolean {
  return { jpeg: hasJpegEnd, png: hasPngEnd, webp: hasWebpEnd }[type](bytes);
}

/** Walks from marker to marker (ITU T.81, annex B), because a thumbnail in a header has its own end marker. */
function hasJpegEnd(bytes: Uint8Array): boolean {
  const data = view(bytes);
  let at = 2;
  while (at + 2 <= bytes.length) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff || marker === 0x00 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd7)) {
      // Image data, a stuffed byte, a fill byte or a restart marker.
      at = bytes[at] === 0xff && marker !== 0xff ? at + 2 : at + 1;
    } else if (marker === 0xd9) return true;
    else if (at + 4 <= bytes.length) at += 2 + data.getUint16(at + 2);
    else return false;
  }
  return false;
}

/** Walks from chunk to chunk: length, type, data, checksum (W3C PNG, 5.3). */
function hasPngEnd(bytes: Uint8Array): boolean {
  const data = view(bytes);
  for (let at = 8; at + 12 <= bytes.length; at += 12 + data.getUint32(at))
    if (text(bytes, at + 4, at + 8) === 'IEND') return true;

  return false;
}

/** Compares the length in the RIFF header, which counts the bytes after it (WebP container specification). */
function hasWebpEnd(bytes: Uint8Array): boolean {
  return bytes.length >= 12 && bytes.length >= 8 + view(bytes).getUint32(4, true);
}

function text(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.subarray(start, end)).toString('latin1');
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
