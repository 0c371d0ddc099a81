import { registryEvents, type InstallationStatus, type ServerFacts, type Tool } from '@archestra/contracts';
import type { Tell } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.store.ts';
import { profilesWith, quarantinedTools } from '../db/grant.ts';
import { refreshSearch } from '../db/search.ts';
import { statusMessage } from '../tool/status-message.ts';
import { mergeTools } from '../tool/tool-state.ts';

/** A discovery that was begun; what it finds counts only while nothing newer was heard of the server. */
export interface Ticket {
  id: string;
  organizationId: string;
  epoch: number;
}

export interface Found {
  facts: ServerFacts;
  tools: Tool[];
  message: string;
}

const RETRY_MS = 5_000;
const MAX_RETRY_MS = 60_000;

@Injectable()
export class DiscoveryStore {
  constructor(private readonly database: Database) {}

  /** Wants a server asked again. Returns false when the organization has no such installation. */
  async request(organizationId: string, id: string): Promise<boolean> {
    const { count } = await this.database.client.installation.updateMany({
      where: { organizationId, id },
      data: { discoveryDue: true, epoch: { increment: 1 }, discoverAfter: new Date(), failures: 0 },
    });
    return count > 0;
  }

  /** Nothing when it is not wanted any more. Keeps the sweep from asking the same server for `leaseMs`. */
  async begin(id: string, leaseMs: number): Promise<Ticket | undefined> {
    const [ticket] = await this.database.client.installation.updateManyAndReturn({
      where: { id, discoveryDue: true },
      data: { discoverAfter: new Date(Date.now() + leaseMs) },
      select: { id: true, organizationId: true, epoch: true },
    });
    return ticket;
  }

  /** Lets the next sweep ask at once: what this discovery found was outdated. */
  async release({ id, organizationId }: Ticket): Promise<void> {
    await this.database.client.installation.updateMany({
      where: { id, organizationId, discoveryDue: true },
      data: { discoverAfter: new Date() },
    });
  }

  /**
   * Learns the tools and makes the server ready; accepted definitions stay, others wait for a reviewer.
   * Returns the profiles it is part of, or nothing when the ticket is outdated.
   */
  async save(ticket: Ticket, { facts, tools, message }: Found): Promise<string[] | undefined> {
    const { id, organizationId } = ticket;
    return this.database.change(async (transaction, tell) => {
      const before = await describe(transaction, ticket);
      const { count } = await transaction.installation.updateMany({
        where: ticket,
        data: {
          status: 'ready',
          statusMessage: message,
          facts: JSON.stringify(facts),
          discoveryDue: false,
          failures: 0,
          epoch: { increment: 1 },
          updatedAt: new Date(),
        },
      });
      if (count === 0) return undefined;
      const quarantined = await learn(transaction, ticket, tools);
      for (const change of quarantined)
        tell(registryEvents.toolQuarantined, {
          organizationId,
          data: { id, name: before?.name ?? '', ...change },
        });
      await tellIfChanged(transaction, { ticket, before, tell });
      return profilesWith(transaction, organizationId, { installationId: id });
    });
  }

  /** The server did not answer. A server that was reported stopped or failed keeps that message: it says more. */
  async fail(ticket: Ticket, message: string): Promise<void> {
    await this.database.change(async (transaction, tell) => {
      const before = await describe(transaction, ticket);
      const row = await transaction.installation.findFirst({ where: ticket, select: { failures: true, status: true } });
      if (!row) return;
      const wait = Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** Math.min(row.failures, 10));
      await transaction.installation.updateMany({
        where: ticket,
        data: {
          failures: { increment: 1 },
          discoverAfter: new Date(Date.now() + wait),
          ...verdict(row.status, row.failures, message),
        },
      });
      await tellIfChanged(transaction, { ticket, before, tell });
    });
  }

  /** Servers that are waiting to be asked, longest first. */
  async due(limit: number): Promise<string[]> {
    const rows = await this.database.client.installation.findMany({
      where: { discoveryDue: true, discoverAfter: { lte: new Date() } },
      orderBy: { discoverAfter: 'asc' },
      take: limit,
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  }
}

/** As many tools that are gone are remembered without anybody having been granted them; a server cannot fill the table. */
const GONE_KEPT = 2_000;

const learn = async (transaction: Transaction, { id, organizationId }: Ticket, tools: Tool[]) => {
  const of = { organizationId, installationId: id };
  const stored = await transaction.tool.findMany({ where: of, omit: { organizationId: true, installationId: true } });
  const { rows, quarantined } = mergeTools(new Map(stored.map((tool) => [tool.name, tool])), tools, new Date());
  if (rows.length === 0) return quarantined;
  await transaction.tool.deleteMany({ where: { ...of, name: { in: rows.map(({ name }) => name) } } });
  await transaction.tool.createMany({ data: rows.map((row) => ({ ...of, ...row })) });
  await transaction.$executeRaw`
    DELETE FROM tool t USING (
      SELECT name FROM tool g
       WHERE g.organization_id = ${organizationId}::uuid AND g.installation_id = ${id}::uuid AND NOT g.present
         AND NOT EXISTS (SELECT 1 FROM profile_grant p WHERE p.organization_id = g.organization_id
                           AND p.installation_id = g.installation_id AND p.tool = g.name)
       ORDER BY g.changed_at DESC OFFSET ${GONE_KEPT}) old
     WHERE t.organization_id = ${organizationId}::uuid AND t.installation_id = ${id}::uuid AND t.name = old.name`;
  const installation = await transaction.installation.findFirst({ where: { organizationId, id } });
  if (installation)
    await refreshSearch(
      transaction,
      { organizationId, id: installation.catalogItemId },
      tools.map(({ name }) => name),
    );
  return quarantined;
};

/** A server that started but cannot tell its tools is broken; before it started, waiting is its normal state. */
const verdict = (
  status: string,
  failures: number,
  message: string,
): { status?: InstallationStatus; statusMessage?: string; updatedAt?: Date } => {
  const updatedAt = new Date();
  if (status === 'pending') return { statusMessage: `Waiting for the server. ${message}`, updatedAt };
  const isBroken = status === 'starting' && failures >= 2;
  return isBroken ? { status: 'failed', statusMessage: `The tools could not be read. ${message}`, updatedAt } : {};
};

interface Described {
  name: string;
  status: InstallationStatus;
  statusMessage: string;
}

const describe = async (transaction: Transaction, { id, organizationId }: Ticket): Promise<Described | undefined> => {
  const row = await transaction.installation.findFirst({
    where: { id, organizationId },
    select: { name: true, status: true, statusMessage: true },
  });
  if (!row) return undefined;
  const quarantined = await quarantinedTools(transaction, organizationId, [id]);
  return {
    name: row.name,
    status: row.status as InstallationStatus,
    statusMessage: statusMessage(row.statusMessage, quarantined.get(id) ?? []),
  };
};

const tellIfChanged = async (
  transaction: Transaction,
  { ticket, before, tell }: { ticket: Ticket; before: Described | undefined; tell: Tell },
): Promise<void> => {
  const after = await describe(transaction, ticket);
  if (!after || JSON.stringify(before) === JSON.stringify(after)) return;
  tell(registryEvents.installationChanged, {
    organizationId: ticket.organizationId,
    data: { id: ticket.id, ...after },
  });
};
