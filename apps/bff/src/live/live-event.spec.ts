import { describe, expect, it } from '@jest/globals';
import { SYSTEM_ORGANIZATION, type User } from '@archestra/contracts';
import { maySee, type Broadcast } from './live-event.ts';

const person = (role: User['role']): User => ({
  id: 'me',
  organizationId: 'o',
  email: 'a@b.c',
  name: '',
  role,
  mustChangePassword: false,
  createdAt: '',
});
const call: Broadcast = {
  id: '1',
  organizationId: 'o',
  needs: 'mcp-tool-call:read',
  event: { kind: 'gap', message: '' },
};
const memory: Broadcast = { ...call, needs: 'memory:read', userId: 'me' };

describe('who sees a live event', () => {
  it.each<[string, User, Broadcast, boolean, boolean]>([
    ['an administrator sees calls', person('admin'), call, true, true],
    ['a member does not', person('member'), call, true, false],
    ['nobody sees another organization', person('admin'), { ...call, organizationId: 'other' }, true, false],
    [
      'an administrator sees facts of no organization',
      person('admin'),
      { ...call, organizationId: SYSTEM_ORGANIZATION },
      true,
      true,
    ],
    ['unless that is switched off', person('admin'), { ...call, organizationId: SYSTEM_ORGANIZATION }, false, false],
    ['a person sees their own memories', person('member'), memory, true, true],
    ['an administrator sees no memories of others', person('admin'), { ...memory, userId: 'you' }, true, false],
  ])('%s', (_, user, broadcast, showSystem, expected) => {
    expect(maySee(user, broadcast, showSystem)).toBe(expected);
  });
});
