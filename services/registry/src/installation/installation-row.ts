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
  visibleToEveryone: boolean;
  teamIds: string[];
  toolCount: number;
  /** Names of tools that wait for a reviewer. */
  quarantined: string[];
}

export const toInstallation = (row: InstallationRow): Installation => ({
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
  visibility: { everyone: row.visibleToEveryone, teamIds: row.teamIds },
  status: InstallationStatus.parse(row.status),
  statusMessage: statusMessage(row.statusMessage, row.quarantined),
  facts: toFacts(row.facts),
  toolCount: row.toolCount,
  quarantinedCount: row.quarantined.length,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});
