import { Injectable } from '@nestjs/common';
import { insertItem, type NewVersion } from '../db/catalog.ts';
import { insertInstallation } from '../db/installation.ts';
import { Database } from '../db/database.store.ts';

const memories = {
  name: 'memories',
  title: 'Memories',
  description: 'What you want remembered across chats and clients. Every person sees only their own.',
} as const;
type Version = Pick<NewVersion, 'version' | 'source' | 'fields'>;

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
      const change = { transaction, tell, actor: { organizationId } };
      const { name, title, description } = memories;
      const version = {
        version: '1.0.0',
        source: { kind: 'builtin', service: 'knowledge' },
        fields: [],
      } satisfies Version;
      const visibility = { everyone: true, teamIds: [] };
      const item = { name, title, description, labels: [], visibility, ...version, createdBy: null };
      const { id, versionId } = await insertItem(change, item);
      return insertInstallation(change, {
        name,
        title,
        description,
        ...version,
        catalogItemId: id,
        catalogVersionId: versionId,
        configuration: {},
      });
    });
  }
}
