/** A piece of a text; `code` (`U+200B`) when it is a character that nobody would see. */
export interface Revealed {
  text: string;
  code?: string;
  /** Where the piece begins in the text, in UTF-16 units. */
  at: number;
}

// Control and format characters (bidi overrides, zero-width, tags), separators and what has no meaning of its own, and spaces
// that are not the space; a line break, a return and a tab are ordinary.
const hiddenKinds = String.raw`[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Zs}\p{Co}]`;
/** Fillers and blanks that Unicode counts as letters or symbols. */
const fillers = String.raw`[\u115f\u1160\u2800\u3164\uffa0]`;
const selectors = String.raw`\p{Variation_Selector}`;
// One selector right behind a pictogram and a joiner between two are how emoji are written; more of them hide something.
const emoji = String.raw`(?<=\p{Extended_Pictographic})\ufe0f|(?<=\p{Extended_Pictographic}\ufe0f?)\u200d(?=\p{Extended_Pictographic})`;
const HIDDEN = new RegExp(String.raw`(?![\n\r\t ]|${emoji})(?:${hiddenKinds}|${fillers}|${selectors})`, 'gu');

/** `U+200B` */
export const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Cuts a text at the characters nobody sees; joined again the pieces are the text. */
export const reveal = (text: string): Revealed[] => {
  const pieces: Revealed[] = [];
  let end = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), at: end });
    pieces.push({ text: match[0], code: codeOf(match[0]), at: match.index });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), at: end });
  return pieces;
};

/** Whether there is anything in it that nobody would see. */
export const hasHidden = (text: string): boolean => text.search(HIDDEN) >= 0;
