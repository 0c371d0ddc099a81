import { randomUUID } from 'node:crypto';
import { AppError, type Credential, type CredentialScope, type User } from '@archestra/contracts';
import type { Answers } from './answer.ts';
import { organizationId } from './base.ts';
import { credentials } from './credential.ts';
import { serverOf } from './server-answers.ts';
import { me, sessionNow } from './session-answers.ts';
import { found, now, remove } from './store.ts';

const NEWEST = 'key-2026-11';
const BATCH = 2;

const countsFor = ({ scope, ownerId }: Credential, { id, teamIds }: User): boolean => {
  if (scope === 'organization') return true;
  return scope === 'personal' ? ownerId === id : teamIds.includes(ownerId);
};
const seesAll = (): boolean => sessionNow().permissions.includes('credential:manage');

const order: readonly CredentialScope[] = ['personal', 'team', 'organization'];
const answerFor = (serverId: string, field: string): Credential | undefined =>
  credentials
    .filter((known) => known.serverId === serverId && known.fields.includes(field) && countsFor(known, me()))
    .toSorted((a, b) => order.indexOf(a.scope) - order.indexOf(b.scope))[0];

const ownerOf = (scope: CredentialScope, teamId: string | undefined): string => {
  const { user, permissions } = sessionNow();
  if (scope === 'personal') return user.id;
  if (scope === 'organization' && seesAll()) return organizationId;
  const may = seesAll() || (permissions.includes('team-credential:write') && user.teamIds.includes(teamId ?? ''));
  if (scope === 'team' && teamId && may) return teamId;
  throw new AppError('NOT_ALLOWED', 'Your role does not allow this. Ask an administrator.');
};

/** Credentials of servers: in, never out. */
export const credentialAnswers: Answers = {
  listCredentials: ({ query }) => ({
    items: credentials.filter(
      (known) => (seesAll() || countsFor(known, me())) && (!query.serverId || known.serverId === query.serverId),
    ),
  }),
  resolveCredential: ({ params }) => ({
    fields: serverOf(params.id)
      .fields.filter(({ isSecret }) => isSecret)
      .map(({ name, isRequired }) => {
        const answer = answerFor(params.id, name);
        return { name, isRequired, scope: answer?.scope ?? null, ownerId: answer?.ownerId ?? null };
      }),
  }),
  setCredential: ({ params, body }) => {
    const ownerId = ownerOf(body.scope, body.teamId);
    remove(credentials, (known) => known.serverId === params.id && known.ownerId === ownerId);
    const credential: Credential = {
      id: randomUUID(),
      serverId: params.id,
      scope: body.scope,
      ownerId,
      fields: Object.keys(body.values),
      keyId: NEWEST,
      createdBy: me().id,
      createdAt: now(),
      updatedAt: now(),
      lastUsedAt: null,
    };
    credentials.push(credential);
    return credential;
  },
  deleteCredential: ({ params }) => {
    found(credentials.find(({ id }) => id === params.id));
    remove(credentials, ({ id }) => id === params.id);
    return {};
  },
  rotateKey: () => {
    const old = credentials.filter(({ keyId }) => keyId !== NEWEST);
    for (const known of old.slice(0, BATCH)) known.keyId = NEWEST;
    return { keyId: NEWEST, rewrapped: Math.min(BATCH, old.length), remaining: Math.max(0, old.length - BATCH) };
  },
};
