/** A stretch of a document, in UTF-16 units from its start. */
export interface OffsetRange {
  readonly start: number;
  readonly end: number;
}

/** A text that a picture can be made of, and its range in the document. */
export interface Passage {
  readonly prompt: string;
  readonly range: OffsetRange;
}

/** A text to insert into a document. */
export interface Insertion {
  readonly offset: number;
  readonly text: string;
}

/** A link to a picture, as it stands in a document. */
export interface PictureLink {
  /** An encoded path relative to the document, or an address. */
  readonly target: string;
  readonly alt: string;
  readonly range: OffsetRange;
  /** Where the target is written, so that another encoded target can take its place. */
  readonly targetRange: OffsetRange;
}

/** A language as documents that get pictures are written in it. Every call reads the whole text of a document. */
export interface Markup {
  /** What a reader sees of a selection; empty where that is nothing. */
  readSelection(text: string, range: OffsetRange): string;
  /**
   * The innermost passage around a cursor, such as a heading or a paragraph.
   * @returns undefined where no reader sees words of the author’s
   */
  promptAt(text: string, offset: number): Passage | undefined;
  /** The text of the heading above `offset`, or of the one that holds it; empty if there is none. */
  headingAt(text: string, offset: number): string;
  /** Whether a picture can stand in place of a text without breaking what is there; in doubt it cannot. */
  canReplace(text: string, range: OffsetRange): boolean;
  /**
   * Gives the edit that puts a link on a line of its own behind the block that contains `offset`.
   * @param eol the document's line break
   * @returns undefined if a link there would not be shown to a reader
   */
  placeAfter(text: string, offset: number, link: string, eol: string): Insertion | undefined;
  /**
   * A link to a picture.
   * @param prompt becomes the alternative text
   * @param target encoded
   * @param text the whole document: its front matter may name the program that reads it
   */
  link(prompt: string, target: string, text: string): string;
  /** The links to pictures that a reader sees, in order. */
  links(text: string): readonly PictureLink[];
  /** The link to a picture that stands at `offset`; where two touch, the second one. */
  linkAt(text: string, offset: number): PictureLink | undefined;
  /** What to write in place of a link's target. @param target encoded */
  retarget(text: string, link: PictureLink, target: string): string;
  /** Whether a link to the same target stands among the pictures on either side of `offset`. */
  hasLinkNear(text: string, offset: number, link: string): boolean;
}
