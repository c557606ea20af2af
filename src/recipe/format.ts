/** The picture formats that the service makes, one row each. */
export const formats = {
  /**
   * `extension` is the one we save with, with its dot; `names` are all extensions in use; `marks` are the first bytes.
   */
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
  /** Each mark is a Latin-1 string with its offset in the file. */
  readonly marks: readonly (readonly [offset: number, bytes: string])[];
}

export type Format = keyof typeof formats;

export const formatNames = Object.keys(formats) as readonly Format[] as readonly ['jpeg', 'png', 'webp'];

/** Finds the format of a picture by its first bytes; undefined if it is none that the service makes. */
export function getFormat(bytes: Uint8Array): Format | undefined {
  const has = ([offset, mark]: readonly [number, string]): boolean =>
    Buffer.from(bytes.subarray(offset, offset + mark.length)).toString('latin1') === mark;
  return formatNames.find((name) => formats[name].marks.every(has));
}

/** The extensions of all formats, as the filter of a file dialog. */
export const fileFilter: readonly string[] = formatNames.map((name) => formats[name].extension.slice(1));

const anyExtension = new RegExp(`\\.(?:${formatNames.flatMap((name) => formats[name].names).join('|')})$`, 'i');

/** Removes a picture's extension from a name or path, because the extension of a saved picture follows its bytes. */
export function withoutExtension(path: string): string {
  return path.replace(anyExtension, '');
}
