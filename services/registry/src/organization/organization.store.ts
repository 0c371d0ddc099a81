import { registryEvents } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { Database } from '../db/database.store.ts';

const memories = {
  name: 'memories',
  title: 'Memories',
  description: 'What you want remembered across chats and clients. Every person sees only their own.',
  source: { kind: 'builtin', service: 'knowledge' },
} as const;

@Injectable()
export class OrganizationStore {
  constructor(private readonly database: Database) {}

  /** Creates the built-in server of an organization that was never seen before. Returns its id, or nothing when the organization is known. */
  async seed(organizationId: string): Promise<string | undefined> {
    return this.database.change(async (transaction, tell) => {
      await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('registry.organization'), hashtext(${organizationId}))`;
      const { count } = await transaction.organization.createMany({
        data: [{ id: organizationId }],
        skipDuplicates: true,
      });
      if (count === 0) return undefined;
      const item = await transaction.catalogItem.create({ data: { ...memories, id: uuid(), organizationId } });
      const installation = await transaction.installation.create({
        data: {
          ...memories,
          id: uuid(),
          organizationId,
          catalogItemId: item.id,
          statusMessage: 'Waiting for the knowledge service to answer.',
        },
      });
      await tell(registryEvents.catalogItemCreated, { organizationId, data: { id: item.id, name: item.name } });
      await tell(registryEvents.installationCreated, {
        organizationId,
        data: { id: installation.id, name: installation.name },
      });
      return installation.id;
    });
  }
}
