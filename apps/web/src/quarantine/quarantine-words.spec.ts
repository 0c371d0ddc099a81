import type { TypedAnswer } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { answerWords, bitWords, choiceWords } from './quarantine-words.ts';

const base: TypedAnswer = { question: { type: 'boolean', text: '?' }, outcome: 'answered', answer: true, bits: 1 };

describe('what the quarantined model told, in words', () => {
  it.each<[Partial<TypedAnswer>, string]>([
    [{}, 'Yes'],
    [{ answer: false }, 'No'],
    [{ answer: 0 }, '0'],
    [{ answer: 'e-mail' }, 'e-mail'],
    [{ outcome: 'refused', answer: null }, 'Not asked: no bits were left'],
    [{ outcome: 'rejected', answer: null }, 'Rejected: it was no value of this type'],
  ])('%j', (part, expected) => {
    expect(answerWords({ ...base, ...part })).toBe(expected);
  });

  it('says what could have been answered', () => {
    expect([
      choiceWords({ type: 'boolean', text: '?' }),
      choiceWords({ type: 'option', text: '?', options: ['a', 'b'] }),
      choiceWords({ type: 'number', text: '?', min: 0, max: 9, step: 1 }),
      choiceWords({ type: 'date', text: '?', from: '2026-01-01', to: '2026-12-31' }),
    ]).toEqual(['yes or no', 'a, b', 'a number from 0 to 9', 'a date from 2026-01-01 to 2026-12-31']);
  });

  it.each([
    [0, '0 bits'],
    [1, '1 bit'],
    [5.754, '5.8 bits'],
  ])('%d as %s', (bits, expected) => {
    expect(bitWords(bits)).toBe(expected);
  });
});
