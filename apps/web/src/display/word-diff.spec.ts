import { describe, expect, it } from '@jest/globals';
import { wordDiff, type DiffPart } from './word-diff.ts';

const joined = (parts: DiffPart[], without: DiffPart['kind']) =>
  parts
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join('');

describe('wordDiff', () => {
  it('marks the words that came and went and nothing around them', () => {
    expect(wordDiff('Reads a file.', 'Reads any file.')).toEqual([
      { kind: 'same', text: 'Reads ' },
      { kind: 'removed', text: 'a' },
      { kind: 'added', text: 'any' },
      { kind: 'same', text: ' file.' },
    ]);
  });

  it('sees a character that nobody sees', () => {
    expect(wordDiff('Reads', 'Reads\u200b')).toContainEqual({ kind: 'added', text: '\u200b' });
  });

  it.each([
    ['', ''],
    ['', 'new'],
    ['gone', ''],
    ['one two three four', 'four three two one'],
    ['a a a', 'a a'],
    [`${'word '.repeat(900)}x`, `y ${'other '.repeat(900)}`],
  ])('loses nothing of either text (%#)', (before, after) => {
    const parts = wordDiff(before, after);
    expect(joined(parts, 'added')).toBe(before);
    expect(joined(parts, 'removed')).toBe(after);
  });
});
