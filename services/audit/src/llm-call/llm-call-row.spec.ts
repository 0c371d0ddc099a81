import { describe, expect, it } from '@jest/globals';
import { toLlmCallRow } from './llm-call-row.ts';

describe('the row of a call to a model', () => {
  it('is made of no other fact', () => {
    const envelope = { specversion: '1.0', id: 'e', source: 's', time: '2026-11-29T00:00:00Z' } as const;
    const rest = { datacontenttype: 'application/json', organization: 'o', data: {} } as const;
    expect(toLlmCallRow({ ...envelope, ...rest, type: 'gateway.tool-call.completed' })).toBeUndefined();
  });
});
