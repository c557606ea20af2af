import type { Draw } from './draw.ts';
import type { Task } from './tasks.ts';

/** Pictures kept in memory; the others are drawn again, with the same bytes. */
const keptImages = 64;

/** Draws the picture of a task when it is first asked for. */
export function createImageCache(draw: Draw): { get(task: Task): Promise<Uint8Array>; clear(): void } {
  const images = new Map<string, Promise<Uint8Array>>();
  return {
    get(task) {
      const image = images.get(task.id) ?? draw(task.recipe);
      images.delete(task.id);
      images.set(task.id, image);
      for (const oldest of [...images.keys()].slice(0, -keptImages)) images.delete(oldest);

      return image;
    },
    clear: () => images.clear(),
  };
}
