import {
  Configuration,
  ConfigurationField,
  ServerSource,
  type DesiredServer,
  type ProfileSnapshot,
} from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database, type Transaction } from '../db/database.store.ts';
import { grantedTool } from '../db/grant.ts';
import { accessOf } from '../db/profile.ts';
import { toFacts } from '../tool/stored-facts.ts';
import { toTool } from '../tool/stored-tool.ts';
import { profileSnapshot, type GrantedServer } from './profile-snapshot.ts';

/** Ids of profiles and installations of one organization. */
export interface Keys {
  profiles: readonly string[];
  installations: readonly string[];
}

/** What the snapshots should say under some keys; a key that is missing here should not be there. */
export interface Desired {
  installations: DesiredServer[];
  profiles: ProfileSnapshot[];
}

const LOCK_MS = 30_000;
const Adopts = z.object({ namespace: z.string(), name: z.string(), uid: z.string() });

@Injectable()
export class PublicationStore {
  constructor(private readonly database: Database) {}

  /** Every organization that was ever seen. */
  async organizations(): Promise<string[]> {
    const rows = await this.database.client.organization.findMany({ select: { id: true } });
    return rows.map(({ id }) => id);
  }

  /** Everything an organization has. */
  async keys(organizationId: string): Promise<Keys> {
    const query = { where: { organizationId }, select: { id: true }, orderBy: { id: 'asc' } } as const;
    const profiles = await this.database.client.profile.findMany(query);
    const installations = await this.database.client.installation.findMany(query);
    return { profiles: profiles.map(({ id }) => id), installations: installations.map(({ id }) => id) };
  }

  /** Hands over what an organization's snapshots should say under these keys, while no other replica publishes for it. */
  async withDesired(organizationId: string, keys: Keys, publish: (desired: Desired) => Promise<void>): Promise<void> {
    await this.database.client.$transaction(
      async (transaction) => {
        await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('registry.publication'), hashtext(${organizationId}))`;
        await publish({
          installations: await desiredServers(transaction, organizationId, keys.installations),
          profiles: await desiredProfiles(transaction, organizationId, keys.profiles),
        });
      },
      { timeout: LOCK_MS, maxWait: LOCK_MS },
    );
  }
}

const desiredServers = async (
  transaction: Transaction,
  organizationId: string,
  ids: readonly string[],
): Promise<DesiredServer[]> => {
  if (ids.length === 0) return [];
  const rows = await transaction.installation.findMany({ where: { organizationId, id: { in: [...ids] } } });
  return rows.map(({ id, name, source, fields, configuration, adopts, generation }) => ({
    id,
    organizationId,
    name,
    source: ServerSource.parse(source),
    fields: z.array(ConfigurationField).parse(fields),
    configuration: Configuration.parse(configuration),
    ...(adopts === null ? {} : { adopts: Adopts.parse(adopts) }),
    generation,
  }));
};

interface GrantRow {
  profile_id: string;
  installation_id: string;
  tool: string;
  pin: string;
}

const desiredProfiles = async (
  transaction: Transaction,
  organizationId: string,
  ids: readonly string[],
): Promise<ProfileSnapshot[]> => {
  if (ids.length === 0) return [];
  const profiles = await transaction.profile.findMany({ where: { organizationId, id: { in: [...ids] } } });
  // Clients see tools in the order the server gave them; those that are withheld keep their place among the names.
  const grants = await transaction.$queryRaw<GrantRow[]>`
    SELECT g.profile_id, g.installation_id, g.tool, g.pin
      FROM profile_grant g
      LEFT JOIN LATERAL (${grantedTool}) t ON true
     WHERE g.organization_id = ${organizationId}::uuid AND g.profile_id = ANY(${[...ids]}::uuid[])
     ORDER BY g.profile_id, g.installation_id, t.position, g.tool`;
  const servers = await grantedServers(transaction, organizationId, grants);
  const byProfile = Map.groupBy(grants, ({ profile_id }) => profile_id);
  return profiles.map((profile) => {
    const byServer = Map.groupBy(byProfile.get(profile.id) ?? [], ({ installation_id }) => installation_id);
    const assigned = [...byServer].flatMap(([serverId, own]) => {
      const server = servers.get(serverId);
      return server ? [{ ...server, grants: own }] : [];
    });
    const { id, name, description } = profile;
    return profileSnapshot({ id, organizationId, name, description, access: accessOf(profile) }, assigned);
  });
};

interface ServedRow {
  installation_id: string;
  name: string;
  definition: string;
  pin: string;
}

/** Servers with those of their granted tools that may be served: listed now, and exactly as they were accepted. */
const grantedServers = async (
  transaction: Transaction,
  organizationId: string,
  grants: readonly GrantRow[],
): Promise<Map<string, Omit<GrantedServer, 'grants'>>> => {
  const ids = [...new Set(grants.map(({ installation_id }) => installation_id))];
  if (ids.length === 0) return new Map();
  const rows = await transaction.installation.findMany({ where: { organizationId, id: { in: ids } } });
  const wanted = JSON.stringify(grants.map(({ installation_id, tool }) => ({ installation_id, tool })));
  const tools = await transaction.$queryRaw<ServedRow[]>`
    SELECT t.installation_id, t.name, t.definition, t.pin
      FROM (SELECT DISTINCT ${organizationId}::uuid AS organization_id, installation_id, tool
              FROM json_to_recordset(${wanted}::json) AS w(installation_id uuid, tool text)) g
     CROSS JOIN LATERAL (${grantedTool}) t
     WHERE t.present AND t.pending_pin IS NULL`;
  const byServer = Map.groupBy(tools, ({ installation_id }) => installation_id);
  return new Map(
    rows.map(({ id, name, source, facts }) => [
      id,
      {
        id,
        name,
        source: ServerSource.parse(source),
        facts: toFacts(facts),
        tools: new Map((byServer.get(id) ?? []).map((tool) => [tool.name, toTool(tool)])),
      },
    ]),
  );
};
