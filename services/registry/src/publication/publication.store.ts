import { ServerSource, type DesiredServer, type ProfileSnapshot, type Tool } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.store.ts';
import { toFacts } from '../tool/stored-facts.ts';
import { toTool } from '../tool/stored-tool.ts';
import { profileSnapshot, type GrantedServer } from './profile-snapshot.ts';

/** What the snapshots should say of one organization. */
export interface Desired {
  installations: DesiredServer[];
  profiles: ProfileSnapshot[];
}

const LOCK_MS = 30_000;

@Injectable()
export class PublicationStore {
  constructor(private readonly database: Database) {}

  /** Every organization that was ever seen. */
  async organizations(): Promise<string[]> {
    const rows = await this.database.client.organization.findMany({ select: { id: true } });
    return rows.map(({ id }) => id);
  }

  /** Hands over what an organization's snapshots should say, while no other replica publishes for it. */
  async withDesired(organizationId: string, publish: (desired: Desired) => Promise<void>): Promise<void> {
    await this.database.client.$transaction(
      async (transaction) => {
        await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('registry.publication'), hashtext(${organizationId}))`;
        await publish({
          installations: await desiredServers(transaction, organizationId),
          profiles: await desiredProfiles(transaction, organizationId),
        });
      },
      { timeout: LOCK_MS, maxWait: LOCK_MS },
    );
  }
}

const desiredServers = async (transaction: Transaction, organizationId: string): Promise<DesiredServer[]> => {
  const rows = await transaction.installation.findMany({ where: { organizationId }, orderBy: { id: 'asc' } });
  return rows.map(({ id, name, source, generation }) => ({
    id,
    organizationId,
    name,
    source: ServerSource.parse(source),
    generation,
  }));
};

const desiredProfiles = async (transaction: Transaction, organizationId: string): Promise<ProfileSnapshot[]> => {
  const profiles = await transaction.profile.findMany({
    where: { organizationId },
    orderBy: { id: 'asc' },
    include: { grants: { orderBy: [{ installationId: 'asc' }, { tool: 'asc' }] } },
  });
  const granted = new Set(profiles.flatMap(({ grants }) => grants.map(({ installationId }) => installationId)));
  const servers = await serversWithTools(transaction, organizationId, [...granted]);
  return profiles.map(({ id, name, description, grants }) => {
    const byServer = Map.groupBy(grants, ({ installationId }) => installationId);
    const assigned = [...byServer].flatMap(([serverId, own]) => {
      const server = servers.get(serverId);
      return server ? [{ ...server, grants: inOrder(own, server.tools) }] : [];
    });
    return profileSnapshot({ id, organizationId, name, description }, assigned);
  });
};

/** Clients see tools in the order the server gave them. */
const inOrder = (
  grants: { tool: string; pin: string }[],
  tools: ReadonlyMap<string, Tool>,
): GrantedServer['grants'] => {
  const byName = new Map(grants.map(({ tool, pin }) => [tool, { tool, pin }]));
  const listed = [...tools.keys()].flatMap((name) => byName.get(name) ?? []);
  const gone = [...byName.values()].filter(({ tool }) => !tools.has(tool));
  return [...listed, ...gone];
};

const serversWithTools = async (
  transaction: Transaction,
  organizationId: string,
  ids: string[],
): Promise<Map<string, Omit<GrantedServer, 'grants'>>> => {
  const rows = await transaction.installation.findMany({
    where: { organizationId, id: { in: ids } },
    include: { tools: { orderBy: { position: 'asc' } } },
  });
  return new Map(
    rows.map(({ id, name, source, facts, tools }) => [
      id,
      {
        id,
        name,
        source: ServerSource.parse(source),
        facts: toFacts(facts),
        tools: new Map(tools.map((tool) => [tool.name, toTool(tool)])),
      },
    ]),
  );
};
