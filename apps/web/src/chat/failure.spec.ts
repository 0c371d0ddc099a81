import { expect, it } from '@jest/globals';
import { errorCodes, type ErrorCode, type WireError } from '@archestra/contracts';
import { ConsoleError } from '../api/error.ts';
import { failureFrom, failureWords } from './failure.ts';

const budget = {
  id: '019b0000-0000-7000-8000-000000000001',
  name: 'Platform team',
  scope: 'team',
  unit: 'micro-usd',
  limit: 50_000_000,
  window: 'month',
  spent: 49_870_000,
  reserved: 0,
  resetsAt: '2026-12-01T00:00:00Z',
};
const full = (details: Record<string, unknown> | undefined): WireError => ({
  code: 'BUDGET_EXCEEDED',
  fault: 'policy',
  message: 'A budget is used up.',
  ...(details && { details }),
});

it.each([budget, { budget }])('says which budget, how much and until when', (details) => {
  const { message, help } = failureWords(full(details));
  expect(message).toContain('“Platform team”: $49.87 of $50.00 are used this month. It starts anew on ');
  expect(help).toContain('budget');
});

it('counts tokens as tokens, and says what never starts anew', () => {
  const details = { ...budget, unit: 'tokens', limit: 2_000_000, spent: 1_999_000, window: 'total', resetsAt: null };
  expect(failureWords(full(details)).message).toBe(
    '“Platform team”: 1,999,000 tokens of 2,000,000 tokens are used in total. It does not start anew by itself.',
  );
});

it.each([undefined, { limit: 'much' }])('keeps to the message when the details are not readable', (details) => {
  expect(failureWords(full(details)).message).toBe('A budget is used up.');
});

it('has a title for every code', () => {
  for (const code of Object.keys(errorCodes) as ErrorCode[]) {
    const failure = failureWords({ code, message: 'It is so.', fault: errorCodes[code][1] });
    expect(failure.title).not.toBe('');
    expect(failure.message).toBe('It is so.');
  }
});

it('offers to ask again where that may help, and not where it does not', () => {
  const helpOf = (code: ErrorCode) => failureWords({ code, message: '', fault: errorCodes[code][1] }).help;
  expect(helpOf('PROVIDER_UNAVAILABLE')).toEqual(['retry', 'model']);
  expect(helpOf('NOT_ALLOWED')).toEqual([]);
  expect(helpOf('MODEL_NOT_FOUND')).toEqual(['model']);
});

it('keeps the text of unknown errors out of sight', () => {
  expect(failureFrom(new Error('password=hunter2')).message).not.toContain('hunter2');
  expect(failureFrom(new ConsoleError(0))).toMatchObject({ code: 'UNREACHABLE', help: ['retry'] });
});
