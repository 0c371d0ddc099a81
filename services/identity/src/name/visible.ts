import { AppError } from '@archestra/contracts';

// Control characters and halves of characters cannot be stored, or not be seen; format characters hide in names.
const UNSHOWABLE = /[\p{Cc}\p{Cs}\p{Cf}\u2028\u2029]/u;
const UNSTORABLE = /[\0\p{Cs}]/u;

/** A name as people see it, without spaces around it. Throws `INVALID_INPUT` when there is nothing to see, or more than can be seen. */
export const visibleName = (name: string): string => {
  const text = name.normalize('NFC').trim();
  if (text === '' || UNSHOWABLE.test(text)) throw new AppError('INVALID_INPUT', 'The name must be visible text.');
  return text;
};

/** A text that can be stored. Throws `INVALID_INPUT`. */
export const storableText = (text: string): string => {
  if (UNSTORABLE.test(text)) throw new AppError('INVALID_INPUT', 'The text has characters that cannot be stored.');
  return text;
};
