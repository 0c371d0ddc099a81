import { describe, expect, it } from '@jest/globals';
import { blankDraft, draftFrom, readDraft } from './draft.ts';

const filled = { ...blankDraft(), name: ' Everybody ', limit: '250' };

describe('the draft of a budget', () => {
  it('is read as what is sent, and comes back the same', () => {
    const { input, problems } = readDraft({ ...filled, alerts: '100; 50%, 50', timeZone: 'Europe/Berlin' });
    expect(problems).toEqual({});
    expect(input).toMatchObject({ name: 'Everybody', limit: 250_000_000, alertPercents: [50, 100], subject: null });
    if (!input) throw new Error('not read');
    const again = readDraft(draftFrom({ ...input, id: '1', createdAt: '2026-11-29T00:00:00Z' }));
    expect(again.input).toEqual(input);
  });

  it('names nobody for the whole organization', () => {
    expect(readDraft({ ...filled, subject: 'somebody' }).input?.subject).toBeNull();
    expect(readDraft({ ...filled, scope: 'team', subject: 't' }).input?.subject).toBe('t');
  });

  it.each([
    [{ limit: 'much' }, ['limit']],
    [{ unit: 'tokens' as const, limit: '1.5' }, ['limit']],
    [{ alerts: '0' }, ['alerts']],
    [{ alerts: '1 2 3 4 5 6 7 8 9' }, ['alerts']],
    [{ limit: '' }, []],
    [{ name: ' ' }, []],
  ])('says what of %j cannot be read', (part, wrong) => {
    const { input, problems } = readDraft({ ...filled, ...part });
    expect([input, Object.keys(problems)]).toEqual([undefined, wrong]);
  });

  it('takes tokens with the commas people write', () => {
    expect(readDraft({ ...filled, unit: 'tokens', limit: '1,000 000' }).input?.limit).toBe(1_000_000);
    expect(readDraft({ ...filled, alerts: '' }).input?.alertPercents).toEqual([]);
  });
});
