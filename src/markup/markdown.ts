/**
 * Markdown as a document that gets pictures: which block text belongs to, and what a picture's link looks like.
 * The parser makes this the heaviest part of the extension, so it is a bundle of its own, loaded when first needed.
 */
export * from './blocks.ts';
export * from './canBecomeImage.ts';
export * from './imageLink.ts';
export * from './passage.ts';
