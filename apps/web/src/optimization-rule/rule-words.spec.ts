import type { RuleCondition } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { clockOf, minuteOf, ruleWords } from './rule-words.ts';

const everything: RuleCondition = { models: [], profileIds: [], teamIds: [], contentClasses: [] };
const target = { provider: 'local', model: 'small' };
const names = { teams: new Map([['t', 'support']]), profiles: new Map([['p', 'Default']]) };
const words = (condition: Partial<RuleCondition>) =>
  ruleWords({ condition: { ...everything, ...condition }, target }, names);

describe('a rule in words', () => {
  it.each<[Partial<RuleCondition>, string]>([
    [{}, 'A call for any model goes to local:small.'],
    [
      { models: [{ provider: 'openai', model: 'gpt-5' }], maxInputTokens: 2_000, hasTools: false },
      'A call for openai:gpt-5 goes to local:small, when it sends at most 2,000 tokens and it offers no tools.',
    ],
    [
      { minInputTokens: 1, maxInputTokens: 5, contentClasses: ['code', 'math', 'writing'] },
      'A call for any model goes to local:small, when it sends 1 to 5 tokens and it is about code, mathematics or writing.',
    ],
    [
      { teamIds: ['t'], profileIds: ['p', 'x'], hasImages: true },
      'A call for any model goes to local:small, when it has images, it comes through Default or one you cannot see and it is made for the team support.',
    ],
    [
      { time: { fromMinute: 1_320, toMinute: 360, timeZone: 'Europe/Berlin' }, minBudgetPercent: 80 },
      'A call for any model goes to local:small, when it is between 22:00 and 06:00 (Europe/Berlin) and a budget is at least 80 % used.',
    ],
  ])('%j', (condition, sentence) => expect(words(condition)).toBe(sentence));

  it('reads the clock as it writes it', () => {
    for (const minute of [0, 545, 1_439]) expect(minuteOf(clockOf(minute))).toBe(minute);
    expect([minuteOf(''), minuteOf('9')]).toEqual([undefined, undefined]);
  });
});
