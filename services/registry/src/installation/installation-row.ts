import {
  Configuration,
  ConfigurationField,
  InstallationStatus,
  ServerSource,
  type Installation,
} from '@archestra/contracts';
import { z } from 'zod';
import { toFacts } from '../tool/stored-facts.ts';
import { statusMessage } from '../tool/status-message.ts';

/** What a query must bring along beside the row itself. */
export const withCounts = {
  include: {
    _count: { select: { tools: { where: { present: true } } } },
    catalogItem: { select: { visibleToEveryone: true, teamIds: true } },
  },
} as const;

type Copied = 'id' | 'catalogItemId' | 'catalogVersionId' | 'version' | 'name' | 'title' | 'description';
export interface InstallationRow extends Pick<Installation, Copied> {
  source: unknown;
  fields: unknown;
  configuration: unknown;
  facts: string | null;
  status: string;
  statusMessage: string;
  createdAt: Date;
  updatedAt: Date;
  _count: { tools: number };
  catalogItem: { visibleToEveryone: boolean; teamIds: string[] };
}

export const toInstallation = (row: InstallationRow, quarantined: readonly string[] = []): Installation => ({
  id: row.id,
  catalogItemId: row.catalogItemId,
  catalogVersionId: row.catalogVersionId,
  version: row.version,
  name: row.name,
  title: row.title,
  description: row.description,
  source: ServerSource.parse(row.source),
  fields: z.array(ConfigurationField).parse(row.fields),
  configuration: Configuration.parse(row.configuration),
  visibility: { everyone: row.catalogItem.visibleToEveryone, teamIds: row.catalogItem.teamIds },
  status: InstallationStatus.parse(row.status),
  statusMessage: statusMessage(row.statusMessage, quarantined),
  facts: toFacts(row.facts),
  toolCount: row._count.tools,
  quarantinedCount: quarantined.length,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
