import { excerptAt, INVISIBLE } from './excerpt.ts';
import type { Remark } from './rule.ts';
import type { Place } from './walk.ts';

const TAG = /[\u{e0020}-\u{e007e}]/u;
const BIDI = /[\u{202a}-\u{202e}\u{2066}-\u{2069}\u{200e}\u{200f}\u{61c}]/u;
/** Joined pictures and the flags of England, Scotland and Wales hold such characters for a reason. */
const PICTURES =
  /\p{Extended_Pictographic}\u{fe0f}?(?:\u{1f3fb}|\u{1f3fc}|\u{1f3fd}|\u{1f3fe}|\u{1f3ff})?(?:\u{200d}\p{Extended_Pictographic}\u{fe0f}?)+|\u{1f3f4}[\u{e0061}-\u{e007a}]{3,6}\u{e007f}/gu;

/** Text in the block of tags is a copy of ASCII that no screen shows and every model reads. */
const tagText = (text: string): string =>
  [...text]
    .filter((character) => TAG.test(character))
    .map((character) => String.fromCodePoint((character.codePointAt(0) ?? 0) - 0xe0000))
    .join('');

const remark = (place: Place, severity: Remark['severity'], message: string, index: number): Remark => ({
  rule: 'invisible-character',
  severity,
  where: place.where,
  message,
  excerpt: excerptAt(place.text, index),
});

/** Characters that people do not see and models do. */
export const hidden = (place: Place): Remark[] => {
  // Taken out without moving anything, so that positions stay what they are.
  const text = place.text.replace(PICTURES, (picture) => '.'.repeat(picture.length));
  const index = text.search(INVISIBLE);
  if (index < 0) return [];
  const tags = tagText(text);
  if (tags)
    return [remark(place, 'danger', `It hides a text in invisible characters: "${tags.slice(0, 300)}".`, index)];
  if (BIDI.test(text))
    return [
      remark(
        place,
        'danger',
        'It holds characters that show text in another order than it is read.',
        text.search(BIDI),
      ),
    ];
  return [remark(place, 'warning', 'It holds characters that cannot be seen.', index)];
};
