/** The file extension of each format that the service makes, with its dot. */
export const extensions = { jpeg: '.jpg', png: '.png', webp: '.webp' } as const;

/** A name or path without the extension of a picture: that follows the bytes, whatever was asked for. */
export function withoutExtension(path: string): string {
  return path.replace(/\.(jpe?g|png|webp)$/i, '');
}
