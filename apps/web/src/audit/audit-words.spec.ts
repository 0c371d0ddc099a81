import { describe, expect, it } from '@jest/globals';
import { events, type AuditEntry } from '@archestra/contracts';
import { actorOf, changesOf, objectOf, verbOf } from './audit-words.ts';

const entry = (part: Partial<AuditEntry>): AuditEntry => ({
  id: '1',
  at: '2026-11-21T12:00:00Z',
  type: 'registry.profile.created',
  principal: 'user:u1',
  data: { name: 'Default' },
  ...part,
});
const sentence = (part: Partial<AuditEntry>) =>
  [actorOf(entry(part), new Map([['u1', 'Ada']])), verbOf(entry(part)), objectOf(entry(part))].join(' ');

describe('an audit entry in words', () => {
  it.each<[Partial<AuditEntry>, string]>([
    [{}, 'Ada created the profile Default'],
    [{ type: 'sanitizer.block-rule.created', data: { rule: { tool: null } } }, 'Ada blocked every tool'],
    [{ type: 'sanitizer.contract.changed', data: { tool: 'read' } }, 'Ada changed the contract of the tool read'],
    [
      { principal: 'service:orchestrator', type: 'orchestrator.server.failed', data: { name: 'web' } },
      'orchestrator could not start the server web',
    ],
    [
      { principal: null, type: 'identity.session.refused', data: { email: 'x@y.z' } },
      'Somebody tried to sign in, in vain, as x@y.z',
    ],
    [
      { type: 'identity.team-member.changed', data: { name: 'Max', teamName: 'support', before: null, after: {} } },
      'Ada changed the membership of Max in support',
    ],
    [
      { type: 'orchestrator.credential.changed', data: { scope: 'team', before: null, after: ['API_KEY'] } },
      'Ada set a credential: API_KEY (team)',
    ],
    [
      { type: 'registry.provider.changed', data: { providerId: '1', name: 'openai' } },
      'Ada changed the provider openai',
    ],
    [
      { type: 'cost.budget.changed', data: { before: null, after: { name: 'Everybody' } } },
      'Ada changed the budget Everybody',
    ],
    [
      { type: 'cost.rule.changed', data: { before: { name: 'Nights' }, after: null } },
      'Ada changed the savings rule Nights',
    ],
    [{ type: 'cost.price.changed', data: { source: 'openai', model: 'gpt-5' } }, 'Ada changed the price of gpt-5'],
    [
      { type: 'cost.price.imported', data: { added: 3, changed: 1, skipped: 9 } },
      'Ada imported prices: 3 new, 1 changed',
    ],
    [
      { principal: null, type: 'cost.budget.alerted', data: { name: 'Everybody', percent: 80 } },
      'cost saw fill up the budget Everybody',
    ],
    [{ principal: 'user:stranger-id', data: null }, 'Person stranger created the profile '],
  ])('%#', (part, words) => {
    expect(sentence(part)).toBe(words);
  });

  it('has words for every administrative fact there is', () => {
    const wordless = events
      .map(({ type }) => type)
      .filter((type) => !type.startsWith('gateway.') && verbOf(entry({ type })) === type);
    expect(wordless).toEqual([]);
  });

  it('shows what was before and is now', () => {
    const data = { name: 'Max', before: { role: 'member', isActive: true }, after: { role: 'editor', isActive: true } };
    expect(changesOf(entry({ data }))).toEqual([{ kind: 'changed', path: 'role', before: 'member', after: 'editor' }]);
    expect(changesOf(entry({ data: { name: 'x', before: null, after: { name: 'x' } } }))).toEqual([
      { kind: 'added', path: 'name', after: 'x' },
    ]);
    expect(changesOf(entry({ data: null }))).toEqual([]);
  });

  it('keeps the type of a fact it does not know yet', () => {
    expect(verbOf(entry({ type: 'cost.budget.exceeded' }))).toBe('cost.budget.exceeded');
  });
});
