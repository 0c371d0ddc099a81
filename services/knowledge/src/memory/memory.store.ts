import { knowledgeEvents, type Memory } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.store.ts';
import { checkRoom, sizeOf } from './memory-limit.ts';
import type { Person } from './person.ts';

interface Row {
  name: string;
  value: string;
  updatedAt: Date;
}

const toMemory = ({ name, value, updatedAt }: Row): Memory => ({ name, value, updatedAt: updatedAt.toISOString() });

@Injectable()
export class MemoryStore {
  constructor(private readonly database: Database) {}

  async list({ organizationId, userId }: Person): Promise<Memory[]> {
    const rows = await this.database.client.memory.findMany({
      where: { organizationId, userId },
      orderBy: { name: 'asc' },
    });
    return rows.map(toMemory);
  }

  /** Throws `INVALID_INPUT` when the person has no room left. */
  async set(person: Person, name: string, value: string): Promise<Memory> {
    const { organizationId, userId } = person;
    const sizeBytes = sizeOf(name, value);
    return this.database.change(async (transaction, tell) => {
      // Parallel writes of one person take turns, or each would find room that the other fills.
      await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('knowledge.memory'), hashtext(${`${organizationId}.${userId}`}))`;
      const others = await transaction.memory.aggregate({
        where: { organizationId, userId, name: { not: name } },
        _count: true,
        _sum: { sizeBytes: true },
      });
      checkRoom({ count: others._count, bytes: others._sum.sizeBytes ?? 0 }, sizeBytes);
      const row = await transaction.memory.upsert({
        where: { organizationId_userId_name: { organizationId, userId, name } },
        create: { organizationId, userId, name, value, sizeBytes },
        update: { value, sizeBytes, updatedAt: new Date() },
      });
      tell(knowledgeEvents.memoryChanged, { organizationId, principal: `user:${userId}`, data: { userId, name } });
      return toMemory(row);
    });
  }

  async delete({ organizationId, userId }: Person, name: string): Promise<boolean> {
    return this.database.change(async (transaction, tell) => {
      const { count } = await transaction.memory.deleteMany({ where: { organizationId, userId, name } });
      if (count > 0)
        tell(knowledgeEvents.memoryDeleted, { organizationId, principal: `user:${userId}`, data: { userId, name } });
      return count > 0;
    });
  }
}
