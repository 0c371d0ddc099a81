import type { ConfigurationField, CredentialScope } from '@archestra/contracts';

/** A stored credential without its values. */
export interface KnownCredential {
  readonly id: string;
  readonly organizationId: string;
  readonly serverId: string;
  readonly scope: CredentialScope;
  readonly ownerId: string;
  readonly fields: readonly string[];
  readonly createdAt: Date;
  /** Changes with the values. */
  readonly revision: number;
}

/** Whose credentials may be used. */
export interface Holder {
  readonly userId: string | null;
  readonly teamIds: readonly string[];
}

/** A credential and the fields it answers. */
export interface Part {
  readonly credential: KnownCredential;
  readonly fields: readonly string[];
}

/** How the secret fields of a server are answered for somebody. */
export interface Resolution {
  /** The copy of the server that runs with exactly these credentials: `shared`, `organization`, `team:<id>` or `user:<id>`. */
  readonly instance: string;
  /** Narrowest scope first; credentials that answer no field are left out. */
  readonly parts: readonly Part[];
  /** Required fields that nobody answers. */
  readonly missing: readonly string[];
}

export const SHARED_INSTANCE = 'shared';
export const ORGANIZATION_INSTANCE = 'organization';
export const NOBODY: Holder = { userId: null, teamIds: [] };

export const secretFields = (fields: readonly ConfigurationField[]): ConfigurationField[] =>
  fields.filter(({ isSecret }) => isSecret);

const age = (one: KnownCredential, other: KnownCredential): number =>
  one.createdAt.getTime() - other.createdAt.getTime() || (one.id < other.id ? -1 : 1);

/** At most one of each scope. Of several teams it is the one whose credential is oldest: adding another changes nothing for anybody. */
const candidates = (known: readonly KnownCredential[], { userId, teamIds }: Holder): KnownCredential[] => {
  const personal = known.find(({ scope, ownerId }) => scope === 'personal' && ownerId === userId);
  const [team] = known.filter(({ scope, ownerId }) => scope === 'team' && teamIds.includes(ownerId)).sort(age);
  const organization = known.find(({ scope }) => scope === 'organization');
  return [personal, team, organization].filter((one) => one !== undefined);
};

/** The copy whose narrowest credential this is. */
export const instanceOf = (narrowest: KnownCredential | undefined): string => {
  if (!narrowest) return SHARED_INSTANCE;
  const { scope, ownerId } = narrowest;
  if (scope === 'organization') return ORGANIZATION_INSTANCE;
  return scope === 'team' ? `team:${ownerId}` : `user:${ownerId}`;
};

/** Answers each secret field by the personal credential, else the team's, else the organization's. `known` are those of one server. */
export const resolveFields = (
  fields: readonly ConfigurationField[],
  known: readonly KnownCredential[],
  holder: Holder,
): Resolution => {
  const open = new Map(secretFields(fields).map(({ name, isRequired }) => [name, isRequired]));
  const parts: Part[] = [];
  for (const credential of candidates(known, holder)) {
    const answered = credential.fields.filter((name) => open.delete(name));
    if (answered.length > 0) parts.push({ credential, fields: answered });
  }
  const missing = [...open].filter(([, isRequired]) => isRequired).map(([name]) => name);
  return { instance: instanceOf(parts[0]?.credential), parts, missing };
};

/** Two resolutions with the same fingerprint lead to the same values. */
export const fingerprintOf = ({ parts }: Resolution): string =>
  parts.map(({ credential: { id, revision }, fields }) => `${id}:${revision}:${fields.join()}`).join(';');
