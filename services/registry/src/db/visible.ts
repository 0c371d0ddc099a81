import { AppError, type Viewer } from '@archestra/contracts';
import { Prisma } from '../generated/prisma/client.ts';

/** Rows of `catalog_item`, aliased `i`, that a person may see. */
export const visibleItem = ({ userId, teamIds, seesAll }: Viewer): Prisma.Sql =>
  seesAll
    ? Prisma.sql`true`
    : Prisma.sql`(i.visible_to_everyone OR i.owner_id = ${userId}::uuid OR i.team_ids && ${teamIds}::uuid[])`;

/** The same for queries by model. */
export const itemsFor = ({ userId, teamIds, seesAll }: Viewer): Prisma.CatalogItemWhereInput =>
  seesAll
    ? {}
    : {
        OR: [{ visibleToEveryone: true }, { teamIds: { hasSome: teamIds } }, ...(userId ? [{ ownerId: userId }] : [])],
      };

/** Profiles a person may see: those they may use, and their own. */
export const profilesFor = ({ userId, teamIds, seesAll }: Viewer): Prisma.ProfileWhereInput => {
  if (seesAll) return {};
  const own = userId ? [{ ownerId: userId }, { accessUserIds: { has: userId } }] : [];
  return { OR: [{ accessEveryone: true }, { accessTeamIds: { hasSome: teamIds } }, ...own] };
};

/** Throws `NOT_ALLOWED` unless it is the viewer's own, or they manage everything of its kind. */
export const assertOwn = ({ userId, seesAll }: Viewer, { ownerId }: { ownerId: string | null }, noun: string): void => {
  if (seesAll || (userId !== null && ownerId === userId)) return;
  throw new AppError('NOT_ALLOWED', `Only its owner and managers may change this ${noun}.`);
};
