import { createHash } from 'node:crypto';
import type { DeliveredPicture } from '../../../src/bfl/client.ts';
import type { Job } from '../../../src/jobs/job.ts';
import type { Draw } from '../../standin/draw.ts';
import type { Barrier } from './process.ts';

/** The smallest file that passes for a JPEG: its start, a comment that makes it the picture of a recipe, its end. */
export const drawTiny: Draw = async (recipe) => {
  const comment = Buffer.from(JSON.stringify(recipe));
  const marker = Buffer.from([0xff, 0xd8, 0xff, 0xfe, 0, 0]);
  marker.writeUInt16BE(comment.length + 2, 4);
  return Buffer.concat([marker, comment, Buffer.from([0xff, 0xd9])]);
};

/** A folder of pictures in memory, shared by all windows. */
export interface PictureFolder {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Saves as the real one does: every job wants the same name, none is overwritten, one cut short is found again. */
  save(barrier: Barrier, image: DeliveredPicture, mayBeSaved: boolean): Promise<NonNullable<Job['saved']>>;
}

/** A picture of the user's, which was there before. */
export const oldPicture = { path: 'picture.jpg', bytes: Buffer.from('an old picture') };

export const uriOf = (path: string): string => `file:///pictures/${path}`;

export function createPictureFolder(): PictureFolder {
  const files = new Map<string, Uint8Array>([[oldPicture.path, oldPicture.bytes]]);
  const pathOf = (number: number) => (number === 0 ? 'picture.jpg' : `picture-${number}.jpg`);
  const firstFree = () => {
    let number = 0;
    while (files.has(pathOf(number))) number++;
    return pathOf(number);
  };
  const find = (bytes: Uint8Array) => [...files].find(([, found]) => Buffer.compare(found, bytes) === 0)?.[0];

  return {
    files,
    async save(barrier, { bytes }, mayBeSaved) {
      await barrier();
      const path = (mayBeSaved ? find(bytes) : undefined) ?? firstFree();
      files.set(path, bytes);
      await barrier();
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { uri: uriOf(path), sha256, bytes: bytes.length };
    },
  };
}
