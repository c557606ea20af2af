import { asOwnParagraph, getHeadingAt, getOffsetAfterBlock } from './markdown/blocks.ts';
import { canBecomePicture } from './markdown/canBecomePicture.ts';
import { getPassageAt, getSelectedText } from './markdown/passage.ts';
import { createPictureLink } from './markdown/pictureLink.ts';
import { getPictureLinkAt, getPictureLinks, isLinkedNear } from './markdown/pictureLinks.ts';
import type { Markup } from './markup.ts';

/** Markdown as a document that gets pictures. @param languageId which dialect of it */
export function createMarkdown(languageId: string): Markup {
  return {
    readSelection: (text, range) => getSelectedText(text, range, languageId),
    promptAt: (text, offset) => getPassageAt(text, offset, languageId),
    headingAt: getHeadingAt,
    canReplace: (text, range) => canBecomePicture(text, range, languageId),
    placeAfter(text, offset, link, eol) {
      const at = getOffsetAfterBlock(text, offset);
      return { offset: at, text: asOwnParagraph(text, at, link, eol) };
    },
    link: createPictureLink,
    links: getPictureLinks,
    linkAt: getPictureLinkAt,
    retarget: (_, link, target) =>
      link.targetRange.start === link.range.start ? createPictureLink(link.alt, target) : target,
    hasLinkNear: isLinkedNear,
  };
}
