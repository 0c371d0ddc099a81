import { describe, expect, it } from '@jest/globals';
import { hasHidden, reveal } from './reveal.ts';

describe('reveal', () => {
  it.each([
    ['a zero-width space', 'a\u200bb', 'U+200B'],
    ['a right-to-left override', 'a\u202eb', 'U+202E'],
    ['a tag character', 'a\u{e0041}b', 'U+E0041'],
    ['a soft hyphen', 'a\u00adb', 'U+00AD'],
    ['a space that is none', 'a\u00a0b', 'U+00A0'],
    ['an escape', 'a\u001bb', 'U+001B'],
    ['a filler', 'a\u3164b', 'U+3164'],
  ])('names %s', (_, text, code) => {
    expect(reveal(text).map((piece) => piece.code ?? piece.text)).toEqual(['a', code, 'b']);
    expect(hasHidden(text)).toBe(true);
  });

  it('leaves ordinary text in one piece, line breaks and other scripts included', () => {
    expect(reveal('Grüße,\n\t東京 – “x”')).toHaveLength(1);
    expect(hasHidden('Grüße,\n\t東京 – “x”')).toBe(false);
    expect(reveal('')).toEqual([]);
  });

  it('lets emoji be, and sees what is hidden behind them', () => {
    expect(hasHidden('I ❤\ufe0f maps 👩\u200d🚀')).toBe(false);
    expect(reveal('❤\ufe0f\ufe01').at(-1)?.code).toBe('U+FE01');
    expect(hasHidden('❤\ufe0f\ufe0f')).toBe(true);
    expect(hasHidden('👩\u200d')).toBe(true);
  });

  it('loses nothing', () => {
    const text = '\u200bx\u200b\u200by\u2028';
    expect(
      reveal(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });
});
