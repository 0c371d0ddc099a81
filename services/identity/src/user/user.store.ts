import { AppError, Id } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.store.ts';
import { toUser } from './user.ts';

@Injectable()
export class UserStore {
  constructor(private readonly database: Database) {}

  /** Oldest first: ids are UUIDv7, so the last id of a page is the cursor of the next. */
  async list(organizationId: string, { cursor, limit }: { cursor?: string | undefined; limit: number }) {
    if (cursor !== undefined && !Id.safeParse(cursor).success)
      throw new AppError('INVALID_INPUT', 'The cursor is not one of ours.');
    const after = cursor === undefined ? {} : { id: { gt: cursor } };
    const rows = await this.database.client.user.findMany({
      where: { organizationId, ...after },
      orderBy: { id: 'asc' },
      take: limit + 1,
    });
    const items = rows.slice(0, limit).map(toUser);
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  }
}
