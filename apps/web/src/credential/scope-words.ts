import type { Credential, CredentialScope, Permission } from '@archestra/contracts';

/** Where a credential is looked for, in this order. */
export const scopeOrder: readonly CredentialScope[] = ['personal', 'team', 'organization'];

export const scopeWords: Record<CredentialScope, { label: string; detail: string }> = {
  personal: { label: 'You', detail: 'Only your own calls use it.' },
  team: { label: 'Your teams', detail: 'Used for members who have none of their own.' },
  organization: { label: 'Organization', detail: 'Used for everybody who has neither.' },
};

const needed: Record<CredentialScope, readonly Permission[]> = {
  personal: ['credential:write'],
  team: ['team-credential:write'],
  organization: ['credential:manage'],
};

/** Whether a person may set and delete credentials of a scope: of teams only those they are in. */
export const mayKeep = (scope: CredentialScope, can: (permission: Permission) => boolean): boolean =>
  can('credential:write') && needed[scope].some(can);

/** Those of a list that count for a person: the own one, those of the own teams, the organization's. */
export const mineOf = (
  credentials: readonly Credential[],
  { id, teamIds }: { id: string; teamIds: readonly string[] },
): Credential[] =>
  credentials.filter(({ scope, ownerId }) => {
    if (scope === 'organization') return true;
    return scope === 'personal' ? ownerId === id : teamIds.includes(ownerId);
  });

/** Whether a person may delete a credential: an own one, one of a team they are in, or the organization's. */
export const mayDelete = (
  credential: Credential,
  user: { id: string; teamIds: readonly string[] },
  can: (permission: Permission) => boolean,
): boolean => mayKeep(credential.scope, can) && mineOf([credential], user).length > 0;

/** How many credentials each key wraps, most first. */
export const keysOf = (credentials: readonly Pick<Credential, 'keyId'>[]): { keyId: string; count: number }[] => {
  const counts = new Map<string, number>();
  for (const { keyId } of credentials) counts.set(keyId, (counts.get(keyId) ?? 0) + 1);
  return [...counts].map(([keyId, count]) => ({ keyId, count })).toSorted((a, b) => b.count - a.count);
};
