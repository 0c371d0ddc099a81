import { describe, expect, it } from '@jest/globals';
import { placesOf } from './quote.ts';

const marked = (text: string, quote: string, isJson = false) =>
  placesOf(text, [quote], isJson).map(([start, end]) => text.slice(start, end));

describe('placesOf', () => {
  it.each([
    ['plain words', 'It reads a file.', 'reads a', 'reads a'],
    ['a cut quote', 'xx reads a file yy', '…reads a file…', 'reads a file'],
    ['a hidden character', 'a\u200bb', 'aU+200Bb', 'a\u200bb'],
    ['one before what looks like more of its code', 'A\u202eB\u{e0073}c', 'AU+202EBU+E0073c', 'A\u202eB\u{e0073}c'],
    ['line breaks drawn together', 'one\n\t\ntwo', 'one two', 'one\n\t\ntwo'],
    ['a code that was cut off', 'end\u200b more', 'endU+20…', 'end\u200b'],
    ['a code that is really written', 'say U+200B', 'U+200B', 'U+200B'],
  ])('finds %s', (_, text, quote, place) => {
    expect(marked(text, quote)).toEqual([place]);
  });

  it('finds a quote inside the strings of JSON', () => {
    const text = JSON.stringify({ description: 'Say "yes"\nand C:\\go\u200b on' });
    expect(marked(text, 'Say "yes" and C:\\goU+200B on', true)).toEqual([
      text.slice(text.indexOf('Say'), text.lastIndexOf('"')),
    ]);
  });

  it('finds nothing where nothing is quoted', () => {
    expect(placesOf('text', ['', '…', ' ', 'other'])).toEqual([]);
  });
});
