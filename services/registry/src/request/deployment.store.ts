import type { RequestStatus } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.store.ts';
import type { Change } from '../db/catalog.ts';
import { oversized } from '../db/grant.ts';
import { holdInstallations, lockProfiles, profileFacts, tellChanged } from '../db/profile.ts';
import { deployedInWords } from './deployed-in-words.ts';
import { lockRequest, move, type Row } from './request-change.store.ts';
import { toReviewed, type Reviewed } from './request-row.ts';
import { statusesFor } from './request-state.ts';

interface Work {
  organizationId: string;
  requestId: string;
  installationId: string;
}

const OPEN: RequestStatus[] = statusesFor('deploy');

/** What becomes of approved requests once their server runs, or does not. */
@Injectable()
export class DeploymentStore {
  constructor(private readonly database: Database) {}

  /** Approved requests whose server has come to something, of one installation or of all. */
  async due(limit: number, installationId?: string): Promise<Work[]> {
    return this.database.client.$queryRaw<Work[]>`
      SELECT r.organization_id AS "organizationId", r.id AS "requestId", r.installation_id AS "installationId"
        FROM server_request r
        LEFT JOIN installation n ON n.organization_id = r.organization_id AND n.id = r.installation_id
       WHERE r.installation_id IS NOT NULL
         AND (${installationId ?? null}::uuid IS NULL OR r.installation_id = ${installationId ?? null}::uuid)
         AND ((r.status = 'approved' AND (n.id IS NULL OR n.status IN ('ready', 'failed')))
           OR (r.status = 'failed' AND n.status = 'ready'))
       ORDER BY r.updated_at LIMIT ${limit}`;
  }

  /** Grants what was reviewed and is unchanged, or says why it does not run. Returns the profiles that got tools. */
  async settle({ organizationId, requestId, installationId }: Work): Promise<string[]> {
    return this.database.change(async (transaction, tell) => {
      const row = await lockRequest(transaction, { organizationId, id: requestId });
      if (!OPEN.some((status) => status === row.status)) return [];
      const server = await transaction.installation.findFirst({ where: { organizationId, id: installationId } });
      const change = { transaction, tell, actor: await reviewerOf(transaction, row) };
      if (server?.status === 'ready') return deploy(change, row, installationId);
      if (row.status === 'approved' && (!server || server.status === 'failed'))
        await move(change, row, { action: 'fail', message: server?.statusMessage ?? 'The server was deleted.' });
      return [];
    });
  }
}

/** Whoever approved it answers for the grants. */
const reviewerOf = async (transaction: Transaction, { organizationId, id }: Row): Promise<Change['actor']> => {
  const note = await transaction.requestNote.findFirst({
    where: { organizationId, requestId: id, kind: 'approved' },
    orderBy: { id: 'desc' },
  });
  return note?.authorId ? { organizationId, principal: `user:${note.authorId}` } : { organizationId };
};

const deploy = async (change: Change, row: Row, installationId: string): Promise<string[]> => {
  const { transaction } = change;
  const { organizationId } = row;
  const reviewed = toReviewed(row.reviewedTools);
  const profileIds = (await lockProfiles(transaction, organizationId, row.profileIds)).map(({ id }) => id);
  await holdInstallations(transaction, organizationId, [installationId]);
  const before = await profileFacts(transaction, organizationId, profileIds);
  const unchanged = await asReviewed(transaction, { organizationId, installationId }, reviewed);
  await transaction.grant.createMany({
    data: profileIds.flatMap((profileId) =>
      unchanged.map(({ name, pin }) => ({ organizationId, profileId, installationId, tool: name, pin })),
    ),
    skipDuplicates: true,
  });
  const full = await oversized(transaction, organizationId, profileIds);
  await transaction.grant.deleteMany({ where: { organizationId, installationId, profileId: { in: full } } });
  await tellChanged(change, before, await profileFacts(transaction, organizationId, profileIds));
  const names = new Set(unchanged.map(({ name }) => name));
  await move(change, row, {
    action: 'deploy',
    message: deployedInWords({
      granted: unchanged.length,
      profiles: profileIds.length - full.length,
      full: full.length,
      reviewed: reviewed.length,
      withheld: reviewed.filter(({ name }) => !names.has(name)).map(({ name }) => name),
    }),
  });
  return profileIds;
};

/** Of the reviewed tools those that the server gives now, exactly as they were seen. */
const asReviewed = async (
  transaction: Transaction,
  server: { organizationId: string; installationId: string },
  reviewed: Reviewed,
): Promise<Reviewed> => {
  const rows = await transaction.tool.findMany({
    where: { ...server, name: { in: reviewed.map(({ name }) => name) }, present: true, pendingPin: null },
    select: { name: true, pin: true },
  });
  const pins = new Map(rows.map(({ name, pin }) => [name, pin]));
  return reviewed.filter(({ name, pin }) => pins.get(name) === pin);
};
