/**
 * Words of a search as a `tsquery`: each has to be there, the last letters of each may be missing. Letters and digits only, so
 * that nothing a person types is an operator. Undefined when there is no word in it.
 */
export const wordQuery = (text: string): string | undefined => {
  const found =
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return found.length === 0 ? undefined : found.map((word) => `${word}:*`).join(' & ');
};
