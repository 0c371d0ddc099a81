import { describe, expect, it } from '@jest/globals';
import { blankDraft, draftFrom, localText, readDraft } from './draft.ts';

const now = new Date(2026, 10, 29, 14, 5);
const filled = { ...blankDraft(now), source: 'openai', model: 'gpt-5', input: '1.25', output: '10' };

describe('the draft of a price', () => {
  it('is read in millionths of a dollar from the moment that was chosen', () => {
    expect(readDraft(filled)).toEqual({
      problems: {},
      body: {
        ...{ source: 'openai', model: 'gpt-5', input: 1_250_000, output: 10_000_000, cachedInput: null },
        ...{ cacheWrite: null, tiers: [], validFrom: now.toISOString() },
      },
    });
    expect(localText(now)).toBe('2026-11-29T14:05');
  });

  it('begins with the last price of a model', () => {
    const { body } = readDraft({ ...filled, cachedInput: '0.125' });
    if (!body) throw new Error('not read');
    const price = { ...body, tiers: [], id: '1', organizationId: null, validTo: null };
    expect(readDraft(draftFrom(price, now)).body).toEqual(body);
  });

  it.each([
    [{ input: 'x' }, ['input']],
    [{ cachedInput: '-1' }, ['cachedInput']],
    [{ model: ' ' }, []],
    [{ validFrom: '' }, []],
    [{ output: '' }, []],
  ])('is not sent with %j', (part, wrong) => {
    const { body, problems } = readDraft({ ...filled, ...part });
    expect([body, Object.keys(problems)]).toEqual([undefined, wrong]);
  });
});
