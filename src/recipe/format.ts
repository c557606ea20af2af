/** The formats of pictures that the service makes, a row each. */
export const formats = {
  /** `extension` is a file's, with its dot; `names` are those that files of others have; `marks` are its first bytes. */
  jpeg: { extension: '.jpg', names: ['jpg', 'jpeg'], marks: [[0, '\xff\xd8\xff']] },
  png: { extension: '.png', names: ['png'], marks: [[0, '\x89PNG\r\n\x1a\n']] },
  webp: {
    extension: '.webp',
    names: ['webp'],
    marks: [
      [0, 'RIFF'],
      [8, 'WEBP'],
    ],
  },
} as const satisfies Readonly<Record<string, FormatRow>>;

interface FormatRow {
  readonly extension: `.${string}`;
  readonly names: readonly string[];
  /** Each with its offset, as Latin-1. */
  readonly marks: readonly (readonly [offset: number, bytes: string])[];
}

export type Format = keyof typeof formats;

export const formatNames = Object.keys(formats) as readonly Format[] as readonly ['jpeg', 'png', 'webp'];

/** The format of a picture by its first bytes; undefined if it is none of those that the service makes. */
export function getFormat(bytes: Uint8Array): Format | undefined {
  const has = ([offset, mark]: readonly [number, string]): boolean =>
    Buffer.from(bytes.subarray(offset, offset + mark.length)).toString('latin1') === mark;
  return formatNames.find((name) => formats[name].marks.every(has));
}

/** What a dialog for files calls pictures of any format by. */
export const fileFilter: readonly string[] = formatNames.map((name) => formats[name].extension.slice(1));

const anyExtension = new RegExp(`\\.(?:${formatNames.flatMap((name) => formats[name].names).join('|')})$`, 'i');

/** A name or path without the extension of a picture: that follows the bytes, whatever was asked for. */
export function withoutExtension(path: string): string {
  return path.replace(anyExtension, '');
}
