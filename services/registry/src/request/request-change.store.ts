import {
  AppError,
  AppliedObject,
  registryEvents,
  RequestStatus,
  type CatalogDraft,
  type RequestNote,
  type ServerRequest,
  type Viewer,
} from '@archestra/contracts';
import { v7 as uuid } from 'uuid';
import type { Change } from '../db/catalog.ts';
import type { Transaction } from '../db/database.store.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { toRequest } from './request-row.ts';
import { nextStatus, type RequestAction } from './request-state.ts';

export type Row = Prisma.ServerRequestGetPayload<object>;

interface Where {
  organizationId: string;
  id: string;
}

const notFound = (): AppError => new AppError('NOT_FOUND', 'There is no such request.');

/** One's own requests; all of them for reviewers. */
export const requestsFor = ({ userId, seesAll }: Viewer): Prisma.ServerRequestWhereInput =>
  // Nobody has no requests: an empty list of people matches none.
  seesAll ? {} : { requesterId: { in: userId ? [userId] : [] } };

/** The row, locked: decisions about one request follow each other. Throws `NOT_FOUND`. */
export const lockRequest = async (
  transaction: Transaction,
  { organizationId, id }: Where,
  viewer?: Viewer,
): Promise<Row> => {
  await transaction.$queryRaw`
    SELECT 1 FROM server_request WHERE organization_id = ${organizationId}::uuid AND id = ${id}::uuid FOR UPDATE`;
  const row = await transaction.serverRequest.findFirst({
    where: { organizationId, id, ...(viewer ? requestsFor(viewer) : {}) },
  });
  if (!row) throw notFound();
  return row;
};

const nameOf = (row: Pick<Row, 'draft'>): string => (row.draft as Pick<CatalogDraft, 'name'>).name;

export interface Step {
  action: RequestAction;
  message: string;
  data?: Prisma.ServerRequestUncheckedUpdateManyInput;
  note?: { kind: RequestNote['kind']; authorId: string | null; text: string };
}

/** Moves a locked request on, with its note and its fact. Throws `CONFLICT` when the action does not fit its status. */
export const move = async (
  { transaction, tell, actor }: Change,
  row: Row,
  { action, message, data, note }: Step,
): Promise<ServerRequest> => {
  const { organizationId, id } = row;
  const before = RequestStatus.parse(row.status);
  const status = nextStatus(before, action);
  const [after] = await transaction.serverRequest.updateManyAndReturn({
    where: { organizationId, id },
    data: { ...data, status, statusMessage: message, revision: { increment: 1 }, updatedAt: new Date() },
  });
  if (!after) throw notFound();
  if (note) await addNote(transaction, row, note);
  const proposal = row.proposal === null ? {} : { proposal: AppliedObject.parse(row.proposal) };
  const { requesterId } = row;
  const facts = { id, name: nameOf(after), status, before, statusMessage: message, requesterId, ...proposal };
  tell(registryEvents.requestChanged, { ...actor, data: facts });
  return toRequest(after);
};

/** A new request, on its way to its evidence. */
export const insertRequest = async (
  { transaction, tell, actor }: Change,
  data: Omit<
    Prisma.ServerRequestUncheckedCreateInput,
    'id' | 'organizationId' | 'status' | 'statusMessage' | 'trialId'
  >,
): Promise<ServerRequest> => {
  const { organizationId } = actor;
  const first = { status: 'collecting', statusMessage: COLLECTING } as const;
  const row = await transaction.serverRequest.create({
    data: { ...data, ...first, id: uuid(), organizationId, trialId: uuid() },
  });
  const facts = { id: row.id, name: nameOf(row), ...first, before: null, requesterId: row.requesterId };
  tell(registryEvents.requestCreated, { ...actor, data: facts });
  return toRequest(row);
};

export const COLLECTING = 'A first run in a sandbox without network is on its way.';

/** What a request that is looked at again starts with: nothing of the run before counts any more. */
export const anew = () => ({ trialId: uuid(), evidence: null, collectAfter: new Date(), failures: 0 });

export const addNote = async (
  transaction: Transaction,
  { organizationId, id }: Where,
  note: { kind: RequestNote['kind']; authorId: string | null; text: string },
) => transaction.requestNote.create({ data: { ...note, id: uuid(), organizationId, requestId: id } });
