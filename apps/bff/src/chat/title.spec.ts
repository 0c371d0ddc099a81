import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { wordQuery } from './search.ts';
import { firstWords, readTitle } from './title.ts';

describe('the title of a chat', () => {
  it.each([
    ['Hello', 'Hello'],
    ['  Two\nlines\there ', 'Two lines here'],
    ['', 'New chat'],
    [`${'word '.repeat(30)}`, `${'word '.repeat(12).trim()}…`],
    ['x'.repeat(100), `${'x'.repeat(60)}…`],
  ])('begins as the first words of %j', (text, title) => {
    expect(firstWords(text)).toBe(title);
  });

  it.each([
    ['Lunch in Rome', 'Lunch in Rome'],
    ['"Lunch in Rome."\n\nAnything else?', 'Lunch in Rome'],
    ['**Lunch**', 'Lunch'],
    ['', undefined],
    ['x'.repeat(121), undefined],
    ['""', undefined],
  ])('is read from the answer %j', (answer, title) => {
    expect(readTitle(answer)).toBe(title);
  });

  it('is always something that can be shown and kept', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const title of [firstWords(text.toWellFormed()), readTitle(text) ?? 'x']) {
          expect(title.isWellFormed()).toBe(true);
          expect(title.length).toBeGreaterThan(0);
          expect(title.length).toBeLessThanOrEqual(120);
        }
      }),
    );
  });
});

describe('the words of a search', () => {
  it.each([
    ['quick fox', 'quick:* & fox:*'],
    ["O'Neill & sons | !", 'o:* & neill:* & sons:*'],
    ['Zu\u0308rich', 'zürich:*'],
    [' %_ ', undefined],
  ])('of %j', (text, query) => {
    expect(wordQuery(text)).toBe(query);
  });
});
