import { OptimizationRuleInput } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { blankDraft, draftFrom, problemsOf, readDraft, type Draft } from './draft.ts';

const filled: Draft = { ...blankDraft, target: 'local:library/llama:8b' };
const rest = { priority: 10, isEnabled: false };

describe('the draft of a rule', () => {
  it('leaves out what does not matter', () => {
    expect(readDraft(filled, 'UTC')).toEqual({
      name: 'To library/llama:8b',
      target: { provider: 'local', model: 'library/llama:8b' },
      condition: { models: [], profileIds: [], teamIds: [], contentClasses: [] },
    });
  });

  it('comes back as it was sent', () => {
    const draft: Draft = {
      ...filled,
      ...{ name: 'Nights', models: ['openai:gpt-5'], minInputTokens: '10', maxInputTokens: '2,000' },
      ...{ hasTools: 'no', hasImages: 'yes', contentClasses: ['code'], from: '22:00', to: '00:00' },
      minBudgetPercent: '80',
    };
    const read = readDraft(draft, 'Europe/Berlin');
    expect(read?.condition.time).toEqual({ fromMinute: 1_320, toMinute: 1_440, timeZone: 'Europe/Berlin' });
    const rule = OptimizationRuleInput.parse({ ...read, ...rest });
    const again = readDraft(draftFrom({ ...rule, id: '1', createdAt: '2026-11-29T00:00:00Z' }), 'Europe/Berlin');
    expect(again).toEqual(read);
  });

  it.each<[Partial<Draft>, string]>([
    [{ minInputTokens: 'few' }, 'whole numbers'],
    [{ minInputTokens: '5', maxInputTokens: '4' }, 'more than at most'],
    [{ minBudgetPercent: '101' }, '0 to 100'],
    [{ from: '08:00' }, 'both its ends'],
    [{ from: '08:00', to: '08:00' }, 'no time'],
  ])('says what of %j does not make sense', (part, words) => {
    expect(problemsOf({ ...filled, ...part })).toEqual([expect.stringContaining(words)]);
    expect(readDraft({ ...filled, ...part }, 'UTC')).toBeUndefined();
  });

  it('is not sent without a model to go to', () => expect(readDraft(blankDraft, 'UTC')).toBeUndefined());
});
