import { Injectable } from '@nestjs/common';
import { Database, type Insertion } from '../db/database.store.ts';
import { storableJson } from '../db/storable.ts';
import { Prisma } from '../generated/prisma/client.ts';

/** A record that was not there before, and the digest of what it says. */
interface Fresh {
  organization_id: string;
  kind: string;
  id: string;
  /** As PostgreSQL writes it, with its offset: a Date would pass through the session's time zone. */
  at: string;
  digest: string;
}

/** Writes records together with their places in the chains of their organizations: all of them or none. */
@Injectable()
export class RecordStore {
  constructor(private readonly database: Database) {}

  /** Each insertion returns what it added. Values PostgreSQL can never store throw INVALID_INPUT. */
  async write(insertions: Insertion[]): Promise<void> {
    if (insertions.length === 0) return;
    await this.database.transaction(async (transaction) => {
      const fresh: Fresh[] = [];
      for (const insertion of insertions) fresh.push(...(await transaction.$queryRaw<Fresh[]>(insertion)));
      // Last: from here on others wait who write for the same organizations.
      if (fresh.length > 0) await transaction.$queryRaw(Prisma.sql`SELECT append_links(${storableJson(fresh)}::jsonb)`);
    });
  }
}
