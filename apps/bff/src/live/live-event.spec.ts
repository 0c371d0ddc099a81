import { describe, expect, it } from '@jest/globals';
import { builtInRoles, SYSTEM_ORGANIZATION, type BuiltInRole, type Principal } from '@archestra/contracts';
import { everybodyWith, ownOr } from './audience.ts';
import { visibleTo, type Broadcast } from './live-event.ts';

const person = (role: BuiltInRole, extra: Partial<Principal> = {}): Principal => ({
  kind: 'user',
  id: 'me',
  organizationId: 'o',
  email: 'a@b.c',
  name: '',
  permissions: [...builtInRoles[role]],
  teamIds: [],
  scopes: null,
  profileIds: null,
  expiresAt: null,
  ...extra,
});
const operator = person('admin', { permissions: [...builtInRoles.admin, 'organization:create'] });
const event = { kind: 'gap', message: '' } as const;
const callOf = (id: string): Broadcast => ({
  id: '1',
  organizationId: 'o',
  audience: ownOr('mcp-tool-call:read', { kind: 'user', id }, 'mcp-tool-call:manage'),
  event,
});
const system = { ...callOf('you'), organizationId: SYSTEM_ORGANIZATION };
const memoryOf = (id: string): Broadcast => ({ ...callOf(id), audience: ownOr('memory:read', { kind: 'user', id }) });
const less = { kind: 'change', noun: 'installation', id: '1' } as const;
const server: Broadcast = {
  ...callOf('you'),
  audience: everybodyWith('mcp-server:write'),
  outside: { audience: everybodyWith('mcp-server:read'), event: less },
};

describe('who sees a live event', () => {
  it.each<[string, Principal, Broadcast, boolean, unknown]>([
    ['an administrator sees calls of others', person('admin'), callOf('you'), true, event],
    ['an auditor does, too', person('auditor'), callOf('you'), true, event],
    ['a member does not', person('member'), callOf('you'), true, undefined],
    ['a member sees the own ones', person('member'), callOf('me'), true, event],
    ['not those of a team with the same id', person('member', { kind: 'team' }), callOf('me'), true, undefined],
    ['nor without the permission', person('member', { permissions: [] }), callOf('me'), true, undefined],
    ['nobody sees another organization', operator, { ...callOf('me'), organizationId: 'other' }, true, undefined],
    ['an operator sees facts of no organization', operator, system, true, event],
    ['unless that is switched off', operator, system, false, undefined],
    ['administrators of other organizations do not', person('admin'), system, true, undefined],
    ['a person sees their own memories', person('member'), memoryOf('me'), true, event],
    ['an administrator sees no memories of others', operator, memoryOf('you'), true, undefined],
    ['whoever may see every server hears its name', person('editor'), server, true, event],
    ['whoever may not hears that something changed', person('member'), server, true, less],
    ['and others nothing', person('member', { permissions: [] }), server, true, undefined],
  ])('%s', (_, reader, broadcast, showSystem, expected) => {
    expect(visibleTo(reader, broadcast, showSystem)).toEqual(expected);
  });
});
