import type { PrincipalSnapshot } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.store.ts';
import { personInclude, toPerson, type Person } from '../db/person.ts';

const LOCK_MS = 30_000;

const toSnapshot = ({ organizationId, isActive, permissions, teamIds }: Person): PrincipalSnapshot => ({
  organizationId,
  isActive,
  permissions: isActive ? [...permissions] : [],
  teamIds: isActive ? [...teamIds] : [],
});

@Injectable()
export class PrincipalStore {
  constructor(private readonly database: Database) {}

  /**
   * Hands over the rights of these people (of everybody without `ids`) while no other replica spreads any: what is read
   * here is what every change committed before left, and nobody overwrites it with something older.
   */
  async withRights(
    ids: readonly string[] | undefined,
    spread: (rights: ReadonlyMap<string, PrincipalSnapshot>) => Promise<void>,
  ): Promise<void> {
    await this.database.client.$transaction(
      async (transaction) => {
        await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('identity.principals'))`;
        const rows = await transaction.user.findMany({
          where: ids ? { id: { in: [...ids] } } : {},
          include: personInclude,
        });
        await spread(new Map(rows.map((row) => [row.id, toSnapshot(toPerson(row))])));
      },
      { timeout: LOCK_MS, maxWait: LOCK_MS },
    );
  }
}
