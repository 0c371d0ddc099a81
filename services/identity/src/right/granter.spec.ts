import type { Permission } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { Granter, type Rightful } from './granter.ts';

const person = (permissions: Permission[], extra: Partial<Rightful> = {}): Rightful => ({
  id: 'me',
  isActive: true,
  permissions,
  teamIds: ['a', 'b'],
  ledTeamIds: ['a'],
  ...extra,
});
const granter = (permissions: Permission[], claimed = permissions) =>
  new Granter(person(permissions), { userId: 'me', permissions: claimed });
const refused = expect.objectContaining({ code: 'NOT_ALLOWED' });

describe('somebody who grants', () => {
  it.each<[string, Rightful | undefined, string]>([
    ['nobody', undefined, 'me'],
    ['somebody deactivated', person([], { isActive: false }), 'me'],
    ['somebody else', person([]), 'you'],
  ])('is not %s', (_, who, userId) => {
    expect(() => new Granter(who, { userId, permissions: [] })).toThrow(refused);
  });

  it('grants what they have and what they came with, and nothing else', () => {
    const one = granter(['role:read', 'team:write'], ['role:read', 'role:write']);
    expect(() => one.assertGrants(['role:read'])).not.toThrow();
    expect(() => one.assertGrants(['role:read', 'team:write'])).toThrow(/lack team:write/);
    expect(() => one.assertGrants(['role:write'])).toThrow(/lack role:write/);
    expect([one.isWhole, granter(['role:read']).isWhole]).toEqual([false, true]);
  });

  it('changes others who have no more, and never themselves', () => {
    const one = granter(['user:write', 'role:read']);
    expect(() => one.assertMayChange({ id: 'you', permissions: ['role:read'] })).not.toThrow();
    expect(() => one.assertMayChange({ id: 'you', permissions: ['role:write'] })).toThrow(refused);
    expect(() => one.assertMayChange({ id: 'me', permissions: [] })).toThrow(refused);
  });

  it('decides on teams they lead, and speaks for teams they are in', () => {
    const lead = granter([]);
    expect(() => lead.assertDecidesOn('a')).not.toThrow();
    expect(() => lead.assertDecidesOn('b')).toThrow(refused);
    expect(() => granter(['team:read', 'token:read'], ['team:read']).assertDecidesOn('a')).toThrow(refused);
    expect(() => granter(['team:read', 'token:read']).assertDecidesOn('a')).not.toThrow();
    expect(() => lead.assertSpeaksFor('b')).not.toThrow();
    expect(() => lead.assertSpeaksFor('c')).toThrow(refused);
    expect(() => granter(['team:write']).assertDecidesOn('c')).not.toThrow();
    expect(() => granter(['team:write']).assertSpeaksFor('c')).not.toThrow();
  });
});
