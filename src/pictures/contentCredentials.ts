import { type Format, getFormat } from '../recipe/format.ts';

// The C2PA Technical Specification, Appendix A, "Embedding manifests", says where a file carries Content Credentials:
// https://c2pa.org/specifications/specifications/2.1/specs/C2PA_Specification.html

const detectors: Readonly<Record<Format, (file: DataView) => boolean>> = {
  png: isInPng,
  jpeg: isInJpeg,
  webp: isInWebp,
};

/**
 * Whether a PNG, JPEG or WebP carries Content Credentials (a C2PA manifest). It tells only that their container is
 * there; it verifies nothing. False for other files; a file that is cut or broken is read as far as it makes sense.
 */
export function hasContentCredentials(bytes: Uint8Array): boolean {
  const format = getFormat(bytes);
  if (!format) return false;
  return detectors[format](new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/** A chunk is its length, type, content and checksum. @see https://www.w3.org/TR/png-3/#5Chunk-layout */
function isInPng(file: DataView): boolean {
  for (let at = 8; at + 8 <= file.byteLength; at += 12 + file.getUint32(at)) {
    if (hasLetters(file, at + 4, 'caBX')) return true;
    if (hasLetters(file, at + 4, 'IEND')) return false;
  }
  return false;
}

/**
 * A chunk is its type, length and content, padded to an even size. The number at offset 4 says where the file ends,
 * counted from offset 8.
 * @see https://developers.google.com/speed/webp/docs/riff_container
 */
function isInWebp(file: DataView): boolean {
  const end = Math.min(file.byteLength, 8 + file.getUint32(4, true));
  for (let at = 12; at + 8 <= end;) {
    if (hasLetters(file, at, 'C2PA')) return true;
    const length = file.getUint32(at + 4, true);
    at += 8 + length + (length % 2);
  }
  return false;
}

/**
 * A segment is its marker, length (of itself and the content) and content. Any marker may follow more bytes 0xFF.
 * @see https://www.w3.org/Graphics/JPEG/itu-t81.pdf section B.1.1
 */
function isInJpeg(file: DataView): boolean {
  for (let at = 0; at + 4 <= file.byteLength && file.getUint8(at) === 0xff;) {
    const marker = file.getUint8(at + 1);
    if (marker === startOfScan || marker === endOfImage) return false;
    if (marker === app11 && isJumbf(file, at)) return true;
    if (marker === 0xff) at += 1;
    else if (standsAlone(marker)) at += 2;
    else at += 2 + file.getUint16(at + 2);
  }
  return false;
}

const endOfImage = 0xd9;
const startOfScan = 0xda;
const app11 = 0xeb;

/** Whether a marker has no length: TEM, RST0 to RST7 and the start of the image. */
function standsAlone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/**
 * Whether an APP11 segment holds a JUMBF superbox: after the segment's marker and length come the identifier `JP`, the
 * box's instance (2 bytes), the piece's number (4), and, in every piece, the box's length (4) and type.
 */
function isJumbf(file: DataView, at: number): boolean {
  return at + 20 <= file.byteLength && hasLetters(file, at + 4, 'JP') && hasLetters(file, at + 16, 'jumb');
}

/** Whether ASCII letters stand at an offset. @throws {RangeError} the file ends before */
function hasLetters(file: DataView, at: number, letters: string): boolean {
  for (let index = 0; index < letters.length; index++)
    if (file.getUint8(at + index) !== letters.charCodeAt(index)) return false;
  return true;
}
