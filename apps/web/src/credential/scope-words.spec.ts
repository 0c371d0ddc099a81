import { expect, it } from '@jest/globals';
import type { Credential, Permission } from '@archestra/contracts';
import { keysOf, mayKeep, mineOf } from './scope-words.ts';

const with_ =
  (...granted: Permission[]) =>
  (permission: Permission) =>
    granted.includes(permission);

it.each([
  ['personal', ['credential:write'], true],
  ['personal', ['credential:manage'], false],
  ['team', ['credential:write', 'credential:manage'], false],
  ['team', ['credential:write', 'team-credential:write'], true],
  ['organization', ['credential:write', 'team-credential:write'], false],
  ['organization', ['credential:write', 'credential:manage'], true],
] as const)('%s with %p: %p', (scope, granted, expected) => {
  expect(mayKeep(scope, with_(...granted))).toBe(expected);
});

const credential = (scope: Credential['scope'], ownerId: string, keyId = 'a'): Credential => ({
  id: ownerId,
  serverId: 's',
  scope,
  ownerId,
  fields: [],
  keyId,
  createdBy: 'u',
  createdAt: '',
  updatedAt: '',
  lastUsedAt: null,
});

it('leaves out what other people and foreign teams keep', () => {
  const all = [
    credential('personal', 'me'),
    credential('personal', 'other'),
    credential('team', 'mine'),
    credential('team', 'theirs'),
    credential('organization', 'o'),
  ];
  expect(mineOf(all, { id: 'me', teamIds: ['mine'] }).map(({ ownerId }) => ownerId)).toEqual(['me', 'mine', 'o']);
});

it('counts what each key wraps', () => {
  const all = [credential('personal', '1', 'new'), credential('team', '2', 'old'), credential('team', '3', 'old')];
  expect(keysOf(all)).toEqual([
    { keyId: 'old', count: 2 },
    { keyId: 'new', count: 1 },
  ]);
});
