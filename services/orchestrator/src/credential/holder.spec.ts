import { describe, expect, it } from '@jest/globals';
import type { PrincipalSnapshot } from '@archestra/contracts';
import type { Snapshots } from '@archestra/messaging';
import { Holders } from './holder.ts';

const organizationId = '0198c0de-0000-7000-8000-000000000001';
const person: PrincipalSnapshot = {
  organizationId,
  isActive: true,
  permissions: ['credential:manage'],
  teamIds: ['t'],
};
const holders = (synced: boolean, people: Record<string, PrincipalSnapshot> = {}): Holders => {
  const reader = { synced, get: (id: string) => people[id], onChange: () => () => undefined };
  return new Holders({ reader: () => reader } as unknown as Snapshots);
};
const by = (principal?: string) => ({ organizationId, ...(principal === undefined ? {} : { principal }) });

describe('who holds credentials', () => {
  it('is a person with the rights of now, in their own organization', () => {
    const known = holders(true, {
      me: person,
      gone: { ...person, isActive: false },
      far: { ...person, organizationId: 'x' },
    });
    expect(known.of(by('user:me'))).toEqual({ userId: 'me', teamIds: ['t'] });
    expect([known.may(by('user:me'), 'credential:manage'), known.may(by('user:me'), 'role:write')]).toEqual([
      true,
      false,
    ]);
    for (const nobody of ['user:gone', 'user:far', 'user:unknown'])
      expect(() => known.may(by(nobody), 'credential:manage')).toThrow(
        expect.objectContaining({ code: 'NOT_ALLOWED' }),
      );
  });

  it.each([undefined, '', 'me', ':me', 'machine:me', 'constructor:me'])('is not %s', (principal) => {
    const refused = expect.objectContaining({ code: 'NOT_ALLOWED' });
    expect(() => holders(true).of(by(principal))).toThrow(refused);
    expect(() => holders(true).may(by(principal), 'credential:manage')).toThrow(refused);
  });

  it('is nobody anybody can tell of while people are not known', () => {
    expect(() => holders(false).of(by('user:me'))).toThrow(expect.objectContaining({ code: 'PEER_UNAVAILABLE' }));
  });
});
