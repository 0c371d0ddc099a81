const MAX_EXCERPT = 300;
const BEFORE = 60;

/**
 * Characters nobody sees or that move others around: format characters (which hold bidirectional controls, zero-width
 * ones and tags), variation selectors beyond the common ones, fillers that look like nothing, controls, private use.
 */
export const INVISIBLE =
  /[\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|\u{115f}|\u{1160}|\u{17b4}|\u{17b5}|[\u{180b}-\u{180f}]|\u{3164}|\u{ffa0}|[\u{fe00}-\u{fe0d}]|[\u{e0100}-\u{e01ef}]|(?![\n\r\t])\p{Cc}/u;
const EACH = new RegExp(INVISIBLE.source, 'gu');

const named = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** A text as it may be shown to a reviewer: nothing in it hides or moves. */
export const visible = (text: string): string => text.replace(EACH, named).replace(/[\n\r\t]+/g, ' ');

/** The place of something in a text, with what stands around it. */
export const excerptAt = (text: string, index: number): string => {
  const start = Math.max(0, index - BEFORE);
  const part = visible(text.slice(start, index + MAX_EXCERPT));
  const cut = part.slice(0, MAX_EXCERPT - 2).toWellFormed();
  const isCut = cut.length < part.length || index + MAX_EXCERPT < text.length;
  return `${start > 0 ? '…' : ''}${cut}${isCut ? '…' : ''}`;
};
