import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { storableJson, storableText } from './storable.ts';

const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

describe('storable text', () => {
  it('has neither U+0000 nor half a character', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => isStorable(storableText(text))));
  });

  it.each(['\0', '\ud800', 'a\udc00b'])('replaces %j', (text) => expect(storableText(text)).toContain('\ufffd'));
});

describe('storable JSON', () => {
  it('leaves everything that can be stored as it is', () => {
    const clean = fc
      .jsonValue()
      .filter((value) => isStorable(JSON.stringify(value)) && !JSON.stringify(value).includes('\\u'));
    fc.assert(fc.property(clean, (value) => expect(storableJson(value)).toBe(JSON.stringify(value))));
  });

  it('cleans values and names at any depth', () => {
    const text = storableJson([{ 'a\0': [{ b: 'c\ud800' }], kept: '\\u0000' }]);
    expect(JSON.parse(text)).toEqual([{ 'a\ufffd': [{ b: 'c\ufffd' }], kept: '\\u0000' }]);
  });
});
