import { INVISIBLE } from './excerpt.ts';

const EACH = new RegExp(INVISIBLE.source, 'gu');

/** Letters of other scripts that look like Latin ones (a selection of Unicode's confusables, UTS 39), and digits that do. */
const LOOK_ALIKES: Readonly<Record<string, string>> = Object.fromEntries([
  ['а', 'a'],
  ['ɑ', 'a'],
  ['α', 'a'],
  ['в', 'b'],
  ['ь', 'b'],
  ['с', 'c'],
  ['ϲ', 'c'],
  ['ԁ', 'd'],
  ['е', 'e'],
  ['ё', 'e'],
  ['є', 'e'],
  ['ε', 'e'],
  ['ғ', 'f'],
  ['ɡ', 'g'],
  ['һ', 'h'],
  ['н', 'h'],
  ['і', 'i'],
  ['ї', 'i'],
  ['ι', 'i'],
  ['ı', 'i'],
  ['ј', 'j'],
  ['к', 'k'],
  ['κ', 'k'],
  ['ӏ', 'l'],
  ['ⅼ', 'l'],
  ['м', 'm'],
  ['п', 'n'],
  ['η', 'n'],
  ['о', 'o'],
  ['ο', 'o'],
  ['σ', 'o'],
  ['օ', 'o'],
  ['р', 'p'],
  ['ρ', 'p'],
  ['ԛ', 'q'],
  ['г', 'r'],
  ['ѕ', 's'],
  ['т', 't'],
  ['τ', 't'],
  ['υ', 'u'],
  ['ս', 'u'],
  ['ν', 'v'],
  ['ѵ', 'v'],
  ['ԝ', 'w'],
  ['ω', 'w'],
  ['х', 'x'],
  ['χ', 'x'],
  ['у', 'y'],
  ['γ', 'y'],
  ['ʏ', 'y'],
  ['ᴢ', 'z'],
  ['0', 'o'],
  ['1', 'l'],
  ['|', 'l'],
  ['$', 's'],
  ['5', 's'],
  ['@', 'a'],
  ['3', 'e'],
] as const);

/** What a reader takes a text for: one case, one spelling of each character, nothing invisible, look-alikes as Latin. */
export const latin = (text: string): string =>
  [...text.normalize('NFKD').replace(EACH, '').replace(/\p{M}/gu, '').toLowerCase()]
    .map((character) => LOOK_ALIKES[character] ?? character)
    .join('');

/** A text as a model reads it: without invisible characters and odd forms, one space between words. Digits stay. */
export const plain = (text: string): string =>
  text.normalize('NFKC').replace(EACH, '').toLowerCase().replaceAll(/['’ʼ]/g, "'").replaceAll(/\s+/g, ' ');

/** What a name looks like from afar: `rn` is an `m`, `vv` a `w`, `i` and `l` the same stroke; separators do not count. */
export const shapeOf = (name: string): string =>
  latin(name)
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll('i', 'l');
