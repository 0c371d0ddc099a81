import { randomBytes, randomUUID } from 'node:crypto';
import type { Token } from '@archestra/contracts';
import type { Answers } from './answer.ts';
import { sharedTokens, tokens } from './people.ts';
import { me } from './session-answers.ts';
import { found, now, page } from './store.ts';

type Given = Pick<Token, 'name' | 'scopes' | 'profileIds' | 'expiresAt' | 'kind' | 'ownerId'>;

const create = (list: Token[], given: Given) => {
  const secret = `arch_${randomBytes(24).toString('base64url')}`;
  const token = {
    ...given,
    id: randomUUID(),
    prefix: secret.slice(0, 9),
    createdBy: me().id,
    createdAt: now(),
    lastUsedAt: null,
    revokedAt: null,
  };
  list.unshift(token);
  return { token, secret };
};
const revoke = (list: Token[], id: string) => {
  found(list.find((token) => token.id === id)).revokedAt = now();
  return {};
};

/** Personal tokens, and those of teams and services. */
export const tokenAnswers: Answers = {
  listTokens: () => ({ items: tokens.filter(({ ownerId }) => ownerId === me().id) }),
  createToken: ({ body }) => create(tokens, { ...body, kind: 'user', ownerId: me().id }),
  revokeToken: ({ params }) => revoke(tokens, params.id),
  listSharedTokens: ({ query }) =>
    page(
      sharedTokens.filter(({ ownerId }) => !query.teamId || ownerId === query.teamId),
      query,
    ),
  createSharedToken: ({ body: { teamId, ...body } }) =>
    create(sharedTokens, { ...body, kind: teamId ? 'team' : 'service', ownerId: teamId ?? randomUUID() }),
  revokeSharedToken: ({ params }) => revoke(sharedTokens, params.id),
};
