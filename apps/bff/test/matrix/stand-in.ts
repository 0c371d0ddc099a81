import {
  AppError,
  audit,
  cost,
  guard,
  knowledge,
  orchestrator,
  ownerOf,
  provider,
  registry,
  sanitizer,
} from '@archestra/contracts';
import type { CallContext, Rpc, ServiceName, Viewer } from '@archestra/contracts';
import { fakePeer } from '@archestra/testing';
import type { NatsConnection } from '@nats-io/transport-node';

/** Something a service keeps, as far as it matters who may reach it. */
export interface Thing {
  organizationId: string;
  ownerId: string;
  teamIds: string[];
  /** Who made it when it is a call. */
  caller: string;
}

const { updateCatalogItem, deleteCatalogItem, createCatalogVersion } = registry;
const { updateProfile, deleteProfile, setAssignment } = registry;
const { getRequest, resubmitRequest, withdrawRequest, commentRequest } = registry;
/** What only owners and managers do; everything else is for whom a thing is shared with, too. */
const ownersOnly = new Set<Rpc>([
  updateCatalogItem,
  deleteCatalogItem,
  createCatalogVersion,
  updateProfile,
  deleteProfile,
  setAssignment,
  getRequest,
  resubmitRequest,
  withdrawRequest,
  commentRequest,
]);
const served: readonly Rpc[] = [registry, provider, orchestrator, sanitizer, guard, cost, audit, knowledge].flatMap(
  (group) => Object.values(group),
);

type Input = Partial<Record<'id' | 'profileId' | 'installationId' | 'serverId', string>> & {
  /** Null: of whoever may see everybody's. */
  principal?: string | null;
  viewer?: Viewer;
};

const reaches = (contract: Rpc, { viewer, principal }: Input, thing: Thing): boolean => {
  if (typeof principal === 'string') return principal === thing.caller;
  if (!viewer || viewer.seesAll || viewer.userId === thing.ownerId) return true;
  return !ownersOnly.has(contract) && thing.teamIds.some((id) => viewer.teamIds.includes(id));
};

/** Every service but identity: tells who reached it (CONFLICT) from whom it hides a thing (NOT_FOUND), by the rules of the contracts. */
export const standIn = async (
  connect: (login: ServiceName) => Promise<NatsConnection>,
  things: ReadonlyMap<string, Thing>,
): Promise<void> => {
  const logins = new Map<string, NatsConnection>();
  for (const contract of served) {
    const owner = ownerOf(contract);
    const connection = logins.get(owner) ?? (await connect(owner as ServiceName));
    logins.set(owner, connection);
    fakePeer(connection, contract, (input, context: CallContext) => {
      const asked = input as Input;
      const id = asked.profileId ?? asked.id ?? asked.installationId ?? asked.serverId;
      const thing = id === undefined ? undefined : things.get(id);
      const isHidden = thing && (thing.organizationId !== context.organizationId || !reaches(contract, asked, thing));
      if (isHidden) throw new AppError('NOT_FOUND', 'There is no such thing.');
      throw new AppError('CONFLICT', 'Reached.');
    });
  }
  await Promise.all([...logins.values()].map((connection) => connection.flush()));
};
