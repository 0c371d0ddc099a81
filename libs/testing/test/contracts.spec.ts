import { describe, expect, it } from '@jest/globals';
import {
  access,
  AppError,
  BuiltInRole,
  builtInRoles,
  builtInToolAccess,
  CloudEvent,
  consoleRoutes,
  errorCodes,
  events,
  inboxPrefix,
  natsPermissions,
  livePrincipal,
  mayUseProfile,
  ownerOf,
  Permission,
  rpcAccess,
  rpcs,
  serviceNames,
  snapshots,
  sourceIdentity,
  tapPermissions,
  type Access,
  type Principal,
  type PrincipalSnapshot,
} from '@archestra/contracts';

const parts = (name: (typeof serviceNames)[number]): Access => access[name];

describe('the contracts', () => {
  it('have subjects of their own, named <owner>.<noun>.<verb>', () => {
    const subjects = rpcs.map(({ subject }) => subject);
    expect(new Set(subjects).size).toBe(subjects.length);
    for (const subject of subjects) expect(subject).toMatch(/^[a-z]+\.[a-z-]+\.[a-z-]+$/);
  });

  it.each(rpcs.map((contract) => [contract.subject, contract] as const))(
    '%s is served by its owner and by nobody else, with a deadline',
    (_subject, contract) => {
      expect(serviceNames.filter((name) => parts(name).serves.includes(contract))).toEqual([ownerOf(contract)]);
      expect(contract.deadlineMs).toBeGreaterThan(0);
      // The longest wait is for a model that reads a result in quarantine.
      expect(contract.deadlineMs).toBeLessThanOrEqual(30_000);
    },
  );

  it.each(events.map((contract) => [contract.type, contract] as const))(
    '%s is published by the service it is named for',
    (type, contract) => {
      expect(serviceNames.filter((name) => parts(name).publishes.includes(contract))).toEqual([type.split('.')[0]]);
    },
  );

  it.each(snapshots.map((contract) => [contract.bucket, contract] as const))(
    'the snapshot %s has one writer',
    (_bucket, contract) => {
      expect(serviceNames.filter((name) => parts(name).writes.includes(contract))).toHaveLength(1);
    },
  );
});

describe('what a NATS login may do', () => {
  it.each(serviceNames.map((name) => [name]))('%s hears its own inbox and no other', (name) => {
    const inboxes = natsPermissions(name).subscribe.filter((subject) => subject.startsWith('_INBOX'));
    expect(inboxes).toEqual([`${inboxPrefix(name)}.>`]);
  });

  it.each(serviceNames.map((name) => [name]))('%s may ask only what it calls', (name) => {
    const asked = natsPermissions(name).publish.filter((subject) =>
      rpcs.some((contract) => contract.subject === subject),
    );
    expect(asked.sort()).toEqual([...new Set(parts(name).calls.map(({ subject }) => subject))].sort());
  });

  it('gives nobody a wildcard over everything, and the gateway no word in the record', () => {
    for (const name of serviceNames) expect(natsPermissions(name).publish).not.toContain('>');
    expect(natsPermissions('gateway').subscribe.filter((subject) => subject.startsWith('events.'))).toEqual([]);
  });

  it('lets a tap read events and publish nothing', () => {
    expect(tapPermissions()).toEqual({ publish: [], subscribe: ['events.*.>'] });
  });
});

describe('the permission map', () => {
  it.each(rpcs.map(({ subject }) => [subject]))('says what %s needs', (subject) => {
    const needs = rpcAccess.get(subject);
    expect([...Permission.options, 'signed-in', 'public', 'internal']).toContain(needs);
  });

  it('has no entry for what is not there', () => {
    expect([...rpcAccess.keys()].sort()).toEqual(rpcs.map(({ subject }) => subject).sort());
  });

  it('asks nothing internal on behalf of anybody', () => {
    const internal = rpcs.filter(({ subject }) => rpcAccess.get(subject) === 'internal');
    expect(internal.map(({ subject }) => subject).sort()).toEqual([
      'cost.call.plan',
      'gateway.model.ask',
      'identity.chat-token.create',
      'identity.session.verify',
      'identity.token.verify',
      'orchestrator.trial.run',
      'sanitizer.answer.decide',
      'sanitizer.call.decide',
      'sanitizer.conversation.inspect',
      'sanitizer.output.inspect',
    ]);
  });

  it('opens to everybody only what comes before signing in', () => {
    const open = rpcs.filter(({ subject }) => rpcAccess.get(subject) === 'public').map(({ subject }) => subject);
    expect(open.sort()).toEqual([
      'identity.invitation.accept',
      'identity.invitation.read',
      'identity.session.create',
      'identity.session.delete',
    ]);
    const routes = Object.entries(consoleRoutes).filter(([, { permission }]) => permission === 'public');
    expect(routes.map(([name]) => name).sort()).toEqual([
      'acceptInvitation',
      'getOpenApi',
      'readInvitation',
      'signIn',
      'signOut',
    ]);
  });

  it('has no permission that nothing needs', () => {
    const needed = new Set<string>([
      ...rpcAccess.values(),
      ...Object.values(consoleRoutes).map(({ permission }) => permission),
      ...Object.values(builtInToolAccess).flatMap((tools) => Object.values(tools)),
    ]);
    // Looked at where a thing is known, or by the gateway.
    const elsewhere = [
      'approval:manage',
      'catalog:manage',
      'llm-call:manage',
      'prompt:manage',
      'profile:use',
      'profile:manage',
      'team-credential:write',
      'mcp-tool-call:manage',
    ];
    expect(Permission.options.filter((permission) => !needed.has(permission)).sort()).toEqual(elsewhere.sort());
  });

  it('gives nobody but administrators what changes people, and auditors nothing that changes anything', () => {
    const changesPeople = /^(organization|user|invitation|team|role|shared-token):write$|^credential:manage$/;
    for (const role of BuiltInRole.options.filter((name) => name !== 'admin'))
      expect([role, builtInRoles[role].filter((permission) => changesPeople.test(permission))]).toEqual([role, []]);
    expect(builtInRoles.auditor.filter((permission) => /:(write|review|create|use)$/.test(permission))).toEqual([]);
    for (const role of BuiltInRole.options) expect(builtInRoles[role]).not.toContain('organization:create');
  });
});

describe('rights as they are now', () => {
  const principal: Principal = {
    kind: 'user',
    id: 'u',
    organizationId: 'o',
    name: '',
    email: null,
    permissions: ['profile:use', 'catalog:read'],
    teamIds: ['old'],
    scopes: null,
    profileIds: null,
    expiresAt: null,
  };
  const live: PrincipalSnapshot = {
    organizationId: 'o',
    isActive: true,
    permissions: ['profile:use', 'team:read'],
    teamIds: ['new'],
  };

  it('are those of the person, cut by the scopes', () => {
    expect(livePrincipal(principal, live)).toMatchObject({
      permissions: ['profile:use', 'team:read'],
      teamIds: ['new'],
    });
    const narrow: Principal = { ...principal, scopes: ['team:read', 'catalog:read'] };
    expect(livePrincipal(narrow, live)?.permissions).toEqual(['team:read']);
  });

  it.each<[string, PrincipalSnapshot | undefined]>([
    ['unknown', undefined],
    ['deactivated', { ...live, isActive: false }],
    ['of another organization', { ...live, organizationId: 'p' }],
  ])('are none for a person who is %s', (_, found) => expect(livePrincipal(principal, found)).toBeUndefined());

  it.each(['team', 'service'] as const)('of a %s are its scopes, and nothing without scopes', (kind) => {
    const scopes = ['profile:use' as const];
    expect(livePrincipal({ ...principal, kind, scopes }, undefined)?.permissions).toEqual(scopes);
    expect(livePrincipal({ ...principal, kind }, undefined)?.permissions).toEqual([]);
  });

  const profile = {
    id: 'p',
    organizationId: 'o',
    access: { everyone: false, teamIds: ['new'], userIds: ['v'] },
  };
  it.each<[string, Partial<Principal>, boolean]>([
    ['of its team', { teamIds: ['new'] }, true],
    ['named', { id: 'v' }, true],
    ['of another team', {}, false],
    ['a service called like a person', { id: 'v', kind: 'service' }, false],
    ['of another organization', { teamIds: ['new'], organizationId: 'x' }, false],
    ['without profile:use', { teamIds: ['new'], permissions: ['profile:read'] }, false],
    ['with a token for it', { teamIds: ['new'], profileIds: ['p'] }, true],
    ['with a token for others', { teamIds: ['new'], profileIds: ['q'] }, false],
  ])('a profile is for somebody %s: %j', (_, change, may) => {
    expect(mayUseProfile(profile, { ...principal, ...change })).toBe(may);
  });
});

describe('errors on the wire', () => {
  it.each(Object.keys(errorCodes) as (keyof typeof errorCodes)[])('%s survives the way there and back', (code) => {
    const error = new AppError(code, 'A sentence.', { details: { a: 1 }, cause: new Error('secret') });
    const back = AppError.fromWire(JSON.parse(JSON.stringify(error.toWire())));
    expect([back.code, back.message, back.details, back.fault, back.status]).toEqual([
      code,
      'A sentence.',
      { a: 1 },
      error.fault,
      error.status,
    ]);
    expect(JSON.stringify(error.toWire())).not.toContain('secret');
  });

  it.each([[undefined], ['text'], [{ code: 'NO_SUCH_CODE', message: '', fault: 'client' }]])(
    'reads %j as INTERNAL',
    (value) => {
      expect(AppError.fromWire(value).code).toBe('INTERNAL');
    },
  );
});

it('refuses an event that is not CloudEvents 1.0', () => {
  expect(CloudEvent.safeParse({ specversion: '0.3', id: '1' }).success).toBe(false);
});

it.each([
  [{ kind: 'remote', url: 'https://example.org/mcp' } as const, 'remote:https://example.org/mcp'],
  [{ kind: 'builtin', service: 'knowledge' } as const, 'builtin:knowledge'],
])('names what runs: %j', (source, identity) => expect(sourceIdentity(source)).toBe(identity));
