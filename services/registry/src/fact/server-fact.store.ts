import { Id, registryEvents } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.store.ts';
import { lockInstallation } from '../db/installation.ts';
import type { ServerFact } from './server-fact.ts';

interface Server {
  name: string;
  lastFactAt: Date | null;
  lastFactId: string | null;
}

@Injectable()
export class ServerFactStore {
  constructor(private readonly database: Database) {}

  /** Applies a fact unless a newer one was applied or it was this one. Returns false when there is no such server any more. */
  async apply(fact: ServerFact): Promise<boolean> {
    const { organizationId, serverId, state } = fact;
    if (!Id.safeParse(organizationId).success) return false;
    return this.database.change(async (transaction, tell) => {
      const server = await lock(transaction, fact);
      if (!server) return false;
      const isNews = state !== undefined && !isOld(server, fact);
      if (isNews || fact.wantsDiscovery)
        await transaction.installation.updateMany({
          where: { organizationId, id: serverId },
          data: change(fact, isNews),
        });
      if (isNews) {
        const data = { id: serverId, name: server.name, status: state.status, statusMessage: state.message };
        tell(registryEvents.installationChanged, { organizationId, data });
      }
      return true;
    });
  }
}

const isOld = ({ lastFactAt, lastFactId }: Server, { at, eventId }: ServerFact): boolean =>
  lastFactId === eventId || (lastFactAt !== null && at < lastFactAt);

const change = ({ state, at, eventId, wantsDiscovery }: ServerFact, isNews: boolean) => ({
  // A discovery that began before this fact may have seen the server as it was.
  epoch: { increment: 1 },
  ...(wantsDiscovery ? { discoveryDue: true, discoverAfter: new Date(), failures: 0 } : {}),
  ...(isNews && state
    ? { status: state.status, statusMessage: state.message, lastFactAt: at, lastFactId: eventId, updatedAt: new Date() }
    : {}),
});

const lock = async (
  transaction: Transaction,
  { organizationId, serverId }: ServerFact,
): Promise<Server | undefined> => {
  await lockInstallation(transaction, organizationId, serverId);
  const row = await transaction.installation.findFirst({
    where: { organizationId, id: serverId },
    select: { name: true, lastFactAt: true, lastFactId: true },
  });
  return row ?? undefined;
};
