import { RuleCondition } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { holds, type RuleSubject } from './rule-match.ts';

const team = '0199a000-0000-7000-8000-00000000000a';
const profile = '0199a000-0000-7000-8000-00000000000b';

const subject = (change: Partial<RuleSubject> = {}, facts: Partial<RuleSubject['facts']> = {}): RuleSubject => ({
  requested: { provider: 'openai', model: 'gpt-5' },
  profileId: profile,
  teamIds: [team],
  atMs: Date.parse('2026-11-29T21:30:00Z'),
  ...change,
  facts: {
    hasTools: false,
    hasImages: false,
    contentClass: 'math',
    inputTokens: 1_000,
    maxOutputTokens: 100,
    ...facts,
  },
});
const time = (fromMinute: number, toMinute: number, timeZone = 'UTC') => ({ time: { fromMinute, toMinute, timeZone } });

describe('a rule', () => {
  it.each([
    ['without conditions', {}, true],
    ['for the model', { models: [{ provider: 'openai', model: 'gpt-5' }] }, true],
    ['for another provider', { models: [{ provider: 'azure', model: 'gpt-5' }] }, false],
    ['from its size on', { minInputTokens: 1_000 }, true],
    ['above its size', { minInputTokens: 1_001 }, false],
    ['up to its size', { maxInputTokens: 1_000 }, true],
    ['below its size', { maxInputTokens: 999 }, false],
    ['without tools', { hasTools: false }, true],
    ['with tools', { hasTools: true }, false],
    ['with images', { hasImages: true }, false],
    ['for its content', { contentClasses: ['code', 'math'] }, true],
    ['for other content', { contentClasses: ['code'] }, false],
    ['for its profile', { profileIds: [profile] }, true],
    ['for another profile', { profileIds: [team] }, false],
    ['for its team', { teamIds: [profile, team] }, true],
    ['for another team', { teamIds: [profile] }, false],
    ['in the evening', time(21 * 60, 22 * 60), true],
    ['from its minute on', time(21 * 60 + 30, 22 * 60), true],
    ['until its minute', time(20 * 60, 21 * 60 + 30), false],
    ['over midnight', time(20 * 60, 6 * 60), true],
    ['over midnight, in the day', time(22 * 60, 6 * 60), false],
    ['until the end of the day', time(0, 1_440), true],
    ['by the clock of its zone', time(3 * 60, 3 * 60 + 1, 'Asia/Kolkata'), true],
  ] as const)('%s: %p → %p', (_name, condition, expected) => {
    expect(holds(RuleCondition.parse(condition), subject())).toBe(expected);
  });

  it('needs all of its conditions', () => {
    const condition = RuleCondition.parse({ hasTools: false, minInputTokens: 500, contentClasses: ['math'] });
    expect(holds(condition, subject())).toBe(true);
    expect(holds(condition, subject({}, { hasTools: true }))).toBe(false);
    expect(holds(condition, subject({}, { inputTokens: 499 }))).toBe(false);
    expect(holds(condition, subject({}, { contentClass: 'code' }))).toBe(false);
  });

  it('for profiles or teams does not hold where there is none', () => {
    expect(holds(RuleCondition.parse({ profileIds: [profile] }), subject({ profileId: null }))).toBe(false);
    expect(holds(RuleCondition.parse({ teamIds: [team] }), subject({ teamIds: [] }))).toBe(false);
  });
});
