import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PreviousKeys, SecretKey, TextSeal } from './sealed-text.ts';

const secret = (): string => randomBytes(32).toString('base64');
const [old, current] = [secret(), secret()];
const seal = new TextSeal([current, old], 'test 1');
const refused = expect.objectContaining({ code: 'INTERNAL' });

describe('a sealed text', () => {
  it('is opened by its owner, and looks different each time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const sealed = seal.seal(text, ['a', 'b']);
        expect(seal.open(sealed, ['a', 'b'])).toBe(text);
        expect(seal.seal(text, ['a', 'b'])).not.toBe(sealed);
      }),
    );
  });

  it.each([
    ['another owner', (sealed: string) => seal.open(sealed, ['a', 'c'])],
    ['owners cut differently', (sealed: string) => seal.open(sealed, ['ab'])],
    ['another purpose', (sealed: string) => new TextSeal([current], 'test 2').open(sealed, ['a', 'b'])],
    ['another key', (sealed: string) => new TextSeal([secret()], 'test 1').open(sealed, ['a', 'b'])],
    ['a changed text', (sealed: string) => seal.open(`${sealed.slice(0, -2)}AA`, ['a', 'b'])],
    ['half a text', (sealed: string) => seal.open(sealed.slice(0, 30), ['a', 'b'])],
    ['nothing', () => seal.open('', ['a', 'b'])],
  ])('stays closed for %s', (_, open) => {
    expect(() => open(seal.seal('secret words', ['a', 'b']))).toThrow(refused);
  });

  it('survives a new key, and says that it is to be sealed anew', () => {
    const before = new TextSeal([old], 'test 1').seal('text', []);
    expect([seal.open(before, []), seal.isOutdated(before)]).toEqual(['text', true]);
    expect(seal.isOutdated(seal.seal('text', []))).toBe(false);
  });
});

describe('keys in the environment', () => {
  it('are long enough', () => {
    expect(SecretKey.safeParse(Buffer.alloc(31).toString('base64')).success).toBe(false);
    expect(PreviousKeys.parse(`${old},${current}`)).toEqual([old, current]);
    expect(PreviousKeys.parse(undefined)).toEqual([]);
  });
});
