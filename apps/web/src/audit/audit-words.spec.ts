import { describe, expect, it } from '@jest/globals';
import type { AuditEntry } from '@archestra/contracts';
import { actorOf, objectOf, verbOf } from './audit-words.ts';

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
    [{ principal: 'user:stranger-id', data: null }, 'Person stranger created the profile '],
  ])('%#', (part, words) => {
    expect(sentence(part)).toBe(words);
  });

  it('keeps the type of a fact it does not know yet', () => {
    expect(verbOf(entry({ type: 'cost.budget.exceeded' }))).toBe('cost.budget.exceeded');
  });
});
