import { describe, expect, it } from '@jest/globals';
import { checkRoom, checkText, MAX_MEMORIES, MAX_TOTAL_BYTES, MAX_VALUE_BYTES, sizeOf } from './memory-limit.ts';

describe('the limits of memories', () => {
  it.each<[string, string, string]>([
    ['plain text', 'home', 'Berlin'],
    ['a value of exactly 16 KiB', 'big', 'x'.repeat(MAX_VALUE_BYTES)],
    ['any script', '名前', '🦊'],
  ])('take %s', (_, name, value) => expect(() => checkText(name, value)).not.toThrow());

  it.each<[string, string, string, RegExp]>([
    ['more bytes than 16 KiB, though fewer characters', 'big', 'ü'.repeat(MAX_VALUE_BYTES / 2 + 1), /16 KiB/],
    ['U+0000 in the value', 'a', 'b\u0000', /cannot be stored/],
    ['U+0000 in the name', 'a\u0000', 'b', /cannot be stored/],
    ['half a character', 'a', '\ud800', /cannot be stored/],
  ])('refuse %s', (_, name, value, message) => expect(() => checkText(name, value)).toThrow(message));

  it('count what a list would take, escapes included', () => {
    expect(sizeOf('a', '\u0001'.repeat(10)) - sizeOf('a', '')).toBe(60);
  });

  it('leave room up to the limits and not beyond', () => {
    expect(() => checkRoom({ count: MAX_MEMORIES - 1, bytes: MAX_TOTAL_BYTES - 5 }, 5)).not.toThrow();
    expect(() => checkRoom({ count: MAX_MEMORIES, bytes: 0 }, 5)).toThrow(/1,000/);
    expect(() => checkRoom({ count: 0, bytes: MAX_TOTAL_BYTES - 4 }, 5)).toThrow(/768 KiB/);
  });
});
