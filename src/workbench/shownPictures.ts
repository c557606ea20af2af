import type { Picture } from '../pictures/picture.ts';

/** What the preview shows: one picture, or several that were ordered together. */
export interface ShownPictures {
  /** By their number; at least one. */
  readonly pictures: readonly Picture[];
  /** The SHA-256 of the selected picture. */
  readonly selected: string;
  /** The SHA-256 of the picture whose file is another one now, so that its recipe is only probable. */
  readonly probable?: string;
}

/** Shows a picture beside those that were ordered together with it, else alone. */
export function addPicture(shown: ShownPictures | undefined, picture: Picture): ShownPictures {
  const id = picture.variations?.id;
  const isOneOfThem = shown?.pictures.some(({ variations }) => id !== undefined && variations?.id === id);
  if (!shown || !isOneOfThem) return { pictures: [picture], selected: picture.sha256 };
  const others = shown.pictures.filter(({ sha256 }) => sha256 !== picture.sha256);
  const pictures = [...others, picture].toSorted((a, b) => (a.variations?.index ?? 0) - (b.variations?.index ?? 0));
  return { pictures, selected: shown.selected };
}

/** The picture that the buttons are about. */
export function getSelected({ pictures, selected }: ShownPictures): Picture | undefined {
  return pictures.find(({ sha256 }) => sha256 === selected);
}
