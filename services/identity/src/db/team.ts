import type { identity, Reply, Team } from '@archestra/contracts';
import type { Prisma } from '../generated/prisma/client.ts';

export type Detail = Reply<typeof identity.getTeam>;

/** What is read of a team to list it. */
export const counted = { _count: { select: { members: true } } } as const satisfies Prisma.TeamInclude;
/** What is read of a team to show it. */
export const detailed = {
  ...counted,
  members: { include: { user: { select: { name: true, email: true } } }, orderBy: { userId: 'asc' } },
} as const satisfies Prisma.TeamInclude;

type TeamRow = Prisma.TeamGetPayload<{ include: typeof counted }>;
type DetailRow = Prisma.TeamGetPayload<{ include: typeof detailed }>;

export const toTeam = ({ id, name, description, createdAt, _count }: TeamRow): Team => ({
  id,
  name,
  description,
  memberCount: _count.members,
  createdAt: createdAt.toISOString(),
});

export const toDetail = (row: DetailRow): Detail => ({
  ...toTeam(row),
  members: row.members.map(({ userId, isLead, user }) => ({ userId, isLead, ...user })),
});

/** What a record says of a team before and after a change. */
export const teamFacts = ({ name, description }: Pick<Team, 'name' | 'description'>) => ({ name, description });
