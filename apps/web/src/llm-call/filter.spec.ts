import type { LlmCallSummary } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { compact, LlmCallFilter, matches } from './filter.ts';

const call: LlmCallSummary = {
  ...{ id: '1', at: '2026-11-29T10:00:00Z', outcome: 'answered', source: 'chat', operation: 'messages' },
  ...{ isStreamed: true, requestedModel: 'gpt-5', usedModel: 'local:small', ruleId: null, profileId: null },
  ...{ profileName: 'Default', userName: 'Ada', clientName: 'probe', inputTokens: 1, outputTokens: 1, toolCalls: 0 },
  ...{ heldToolCalls: 0, attempts: 1, error: null, durationUs: 1 },
};

describe('the filter of model calls', () => {
  it.each<[LlmCallFilter, boolean]>([
    [{}, true],
    [{ outcome: 'answered', source: 'chat', model: 'gpt-5', search: 'ADA' }, true],
    [{ model: 'local:small' }, true],
    [{ model: 'local' }, false],
    [{ outcome: 'failed' }, false],
    [{ source: 'client' }, false],
    [{ search: 'small' }, true],
    [{ search: 'nobody' }, false],
  ])('%j matches: %s', (filter, expected) => expect(matches(call, filter)).toBe(expected));

  it('survives any address', () => {
    expect(LlmCallFilter.parse({ outcome: 'x', source: 7, search: ['a'] })).toEqual({});
    expect(compact({ search: '', model: 'a', outcome: undefined })).toEqual({ model: 'a' });
  });
});
