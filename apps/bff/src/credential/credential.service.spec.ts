import { describe, expect, it } from '@jest/globals';
import {
  builtInRoles,
  orchestrator,
  type BuiltInRole,
  type Credential,
  type CredentialScope,
  type Permission,
  type Principal,
  type Rpc,
} from '@archestra/contracts';
import type { NatsClient } from '@archestra/messaging';
import { Caller, type Visit } from '../route/caller.ts';
import { CredentialService } from './credential.service.ts';

const credential = (scope: CredentialScope, ownerId: string): Credential => ({
  id: `${scope} of ${ownerId}`,
  serverId: 'files',
  scope,
  ownerId,
  fields: ['TOKEN'],
  keyId: 'k',
  createdBy: 'ada',
  createdAt: '2026-11-21T10:00:00.000Z',
  updatedAt: '2026-11-21T10:00:00.000Z',
  lastUsedAt: null,
});
const stored = [
  credential('personal', 'ada'),
  credential('personal', 'bob'),
  credential('team', 'red'),
  credential('team', 'blue'),
  credential('organization', 'acme'),
];

const world = (who: Partial<Omit<Principal, 'permissions'>> & { permissions: readonly Permission[] }) => {
  const asked: [string, unknown][] = [];
  const call = (contract: Rpc, input: unknown): Promise<unknown> => {
    asked.push([contract.subject, input]);
    return Promise.resolve(contract === orchestrator.listCredentials ? { items: stored } : {});
  };
  const principal: Principal = {
    ...{ kind: 'user', id: 'ada', organizationId: 'acme', name: 'Ada', email: null, teamIds: ['red'] },
    ...{ scopes: null, profileIds: null, expiresAt: null },
    ...who,
    permissions: [...who.permissions],
  };
  return { asked, caller: new Caller({} as Visit, { principal }, { call } as unknown as NatsClient) };
};
const role = (name: BuiltInRole): { permissions: readonly Permission[] } => ({ permissions: builtInRoles[name] });
const token = (kind: 'team' | 'service', id: string) => ({ ...role('admin'), kind, id, teamIds: [] });

type Who = Parameters<typeof world>[0];
const values = { TOKEN: 'x' };

describe('a credential', () => {
  it.each<[string, Who, CredentialScope, string | undefined, string]>([
    ['the own one', role('member'), 'personal', undefined, 'ada'],
    ['that of the own team', role('editor'), 'team', 'red', 'red'],
    ['the organization’s', role('admin'), 'organization', undefined, 'acme'],
    ['that of its team, by a token of the team', token('team', 'blue'), 'team', 'blue', 'blue'],
    ['the organization’s, by a service', token('service', 's'), 'organization', undefined, 'acme'],
  ])('is kept by whoever may: %s', async (_, who, scope, teamId, ownerId) => {
    const { caller, asked } = world(who);
    await new CredentialService().set('files', { scope, teamId, values }, caller);
    await new CredentialService().delete(`${scope} of ${ownerId}`, caller);
    const written = asked.filter(([subject]) => /credential\.(set|delete)$/.test(subject));
    expect(written).toEqual([
      ['orchestrator.credential.set', { serverId: 'files', scope, ownerId, createdBy: caller.principal.id, values }],
      ['orchestrator.credential.delete', { id: `${scope} of ${ownerId}`, scope, ownerId }],
    ]);
  });

  it.each<[string, Who, CredentialScope, string | undefined]>([
    ['the own team’s without the right', role('member'), 'team', 'red'],
    ['another team’s', role('editor'), 'team', 'blue'],
    ['another team’s, even as an administrator', role('admin'), 'team', 'blue'],
    ['the organization’s without the right', role('editor'), 'organization', undefined],
    ['anything as an auditor', role('auditor'), 'personal', undefined],
    ['a personal one by a token of a team', token('team', 'red'), 'personal', undefined],
    ['a personal one by a service', token('service', 's'), 'personal', undefined],
    ['another team’s by a token of a team', token('team', 'blue'), 'team', 'red'],
    [
      'the organization’s, with a token narrowed to less',
      { permissions: ['credential:write'] },
      'organization',
      undefined,
    ],
  ])('is not kept by others: %s', async (_, who, scope, teamId) => {
    const { caller, asked } = world(who);
    const set = new CredentialService().set('files', { scope, teamId, values }, caller);
    await expect(set).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    expect(asked.map(([subject]) => subject)).not.toContain(orchestrator.setCredential.subject);
  });

  it('of another person is deleted by nobody else', async () => {
    const { caller, asked } = world(role('admin'));
    await expect(new CredentialService().delete('personal of bob', caller)).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
    });
    await expect(new CredentialService().delete('unknown', caller)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(asked.map(([subject]) => subject)).not.toContain(orchestrator.deleteCredential.subject);
  });

  it('of a team needs the team’s name', async () => {
    const { caller } = world(role('admin'));
    const set = new CredentialService().set('files', { scope: 'team', values }, caller);
    await expect(set).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it.each<[BuiltInRole, boolean]>([
    ['admin', true],
    ['auditor', true],
    ['editor', false],
    ['member', false],
  ])('of everybody is listed for a role %s: %s', async (name, all) => {
    const { caller, asked } = world(role(name));
    await new CredentialService().list(undefined, caller);
    expect(asked[0]?.[1]).toEqual({ userId: 'ada', teamIds: ['red'], all });
  });
});
