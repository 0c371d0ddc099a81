import { describe, expect, it } from '@jest/globals';
import { ConfigurationField, type CredentialScope } from '@archestra/contracts';
import fc from 'fast-check';
import { fingerprintOf, resolveFields, type Holder, type KnownCredential } from './resolution.ts';

const field = (name: string, isRequired = true): ConfigurationField =>
  ConfigurationField.parse({ in: 'env', name, isSecret: true, isRequired });
const known = (scope: CredentialScope, ownerId: string, fields = ['TOKEN'], age = 0): KnownCredential => ({
  id: `${scope}-${ownerId}`,
  organizationId: 'acme',
  serverId: 'files',
  scope,
  ownerId,
  fields,
  createdAt: new Date(1_000 - age),
  revision: 1,
});
const ada: Holder = { userId: 'ada', teamIds: ['red', 'blue'] };
const every = [
  known('organization', 'acme'),
  known('team', 'red', ['TOKEN'], 1),
  known('team', 'blue', ['TOKEN'], 2),
  known('team', 'green', ['TOKEN'], 3),
  known('personal', 'ada'),
  known('personal', 'bob'),
];
const without = (...ids: string[]): KnownCredential[] => every.filter(({ id }) => !ids.includes(id));

describe('the credentials of a call', () => {
  it.each<[string, KnownCredential[], Holder, string]>([
    ['are the own ones', every, ada, 'user:ada'],
    ['else the oldest of the own teams', without('personal-ada'), ada, 'team:blue'],
    ['else of another own team', without('personal-ada', 'team-blue'), ada, 'team:red'],
    ['else the organization’s', without('personal-ada', 'team-blue', 'team-red'), ada, 'organization'],
    ['are never those of others', [known('personal', 'bob'), known('team', 'green')], ada, 'shared'],
    ['of a team begin with the team', every, { userId: null, teamIds: ['red'] }, 'team:red'],
    ['of a service are the organization’s', every, { userId: null, teamIds: [] }, 'organization'],
  ])('%s', (_, stored, holder, instance) =>
    expect(resolveFields([field('TOKEN')], stored, holder)).toMatchObject({ instance }),
  );

  it('are put together field by field, narrowest first', () => {
    const stored = [known('organization', 'acme', ['ID', 'TOKEN']), known('personal', 'ada', ['TOKEN', 'OLD'])];
    const { instance, parts, missing } = resolveFields([field('ID'), field('TOKEN'), field('X')], stored, ada);
    expect(instance).toBe('user:ada');
    expect(parts.map(({ credential, fields }) => [credential.scope, fields])).toEqual([
      ['personal', ['TOKEN']],
      ['organization', ['ID']],
    ]);
    expect(missing).toEqual(['X']);
  });

  it('may be missing where a field is optional', () => {
    expect(resolveFields([field('TOKEN', false)], [], ada)).toEqual({ instance: 'shared', parts: [], missing: [] });
  });

  it('do not make an instance of one’s own when they answer nothing', () => {
    const stored = [known('personal', 'ada', ['GONE']), known('organization', 'acme')];
    expect(resolveFields([field('TOKEN')], stored, ada).instance).toBe('organization');
  });

  const names = ['A', 'B', 'C'];
  const scopes = fc.constantFrom<CredentialScope>('personal', 'team', 'organization');
  const stored = fc.uniqueArray(
    fc.record({
      scope: scopes,
      owner: fc.constantFrom('ada', 'bob', 'red', 'blue'),
      fields: fc.subarray(names),
      age: fc.nat(3),
    }),
    { selector: ({ scope, owner }) => (scope === 'organization' ? scope : `${scope}${owner}`), maxLength: 9 },
  );
  const holders = fc.record({ userId: fc.constantFrom('ada', 'bob', null), teamIds: fc.subarray(['red', 'blue']) });

  it('belong to the caller, whatever there is; equal instances have equal credentials', () => {
    fc.assert(
      fc.property(stored, holders, holders, fc.nat(), (rows, one, other, seed) => {
        const all = rows.map(({ scope, owner, fields, age }) => known(scope, owner, fields, age));
        // The order of rows must not matter.
        const shuffled = [...all].sort((a, b) => ((a.id + seed).length % 3) - ((b.id + seed).length % 3)).reverse();
        const resolution = resolveFields(
          names.map((name) => field(name)),
          all,
          one,
        );
        expect(
          resolveFields(
            names.map((name) => field(name)),
            shuffled,
            one,
          ),
        ).toEqual(resolution);
        for (const { credential } of resolution.parts) {
          if (credential.scope === 'personal') expect(credential.ownerId).toBe(one.userId);
          if (credential.scope === 'team') expect(one.teamIds).toContain(credential.ownerId);
        }
        const theirs = resolveFields(
          names.map((name) => field(name)),
          all,
          other,
        );
        const isOfOnePerson = resolution.instance.startsWith('user:');
        if (theirs.instance === resolution.instance && !isOfOnePerson)
          expect(fingerprintOf(theirs)).toBe(fingerprintOf(resolution));
      }),
    );
  });
});
