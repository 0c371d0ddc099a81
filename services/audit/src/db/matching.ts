import { storableText } from './storable.ts';

/** Text anywhere, in any case: `%` and `_` are what a person typed, not a pattern. */
export const containing = (text: string) => ({
  contains: storableText(text).replaceAll(/[\\%_]/g, '\\$&'),
  mode: 'insensitive' as const,
});
