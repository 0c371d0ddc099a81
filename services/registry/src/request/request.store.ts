import {
  AppError,
  type Parsed,
  type registry,
  type Reply,
  type RequestNote,
  type ServerRequest,
  type ServerRequestDetail,
} from '@archestra/contracts';
import { pageQuery, toPage } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../db/actor.ts';
import { Database } from '../db/database.store.ts';
import {
  addNote,
  anew,
  COLLECTING,
  insertRequest,
  lockRequest,
  move,
  requestsFor,
  type Row,
} from './request-change.store.ts';
import { draftOf } from './wish.store.ts';
import { toEvidence, toNote, toRequest } from './request-row.ts';
import { statusesFor } from './request-state.ts';

type Create = Parsed<typeof registry.createRequest>;
type Resubmit = Parsed<typeof registry.resubmitRequest>;
type Decision = Parsed<typeof registry.declineRequest>;

const MAX_OPEN = 200;
const MAX_NOTES = 500;
const NOTES_SHOWN = 200;
/** Of the notes in one answer; the evidence has the rest of a message. */
const MAX_NOTE_BYTES = 250_000;

const own = (row: Row, userId: string | null, seesAll: boolean): void => {
  // Nobody submitted what came from the cluster: reviewers look after it.
  const isOwn = row.requesterId === null ? seesAll : row.requesterId === userId;
  if (!isOwn) throw new AppError('NOT_ALLOWED', 'Only whoever submitted the request may do this.');
};

/** Throws `NOT_ALLOWED` for one's own request and `CONFLICT` when it changed since it was looked at. */
export const assertDecidable = (
  row: Row,
  { reviewerId, revision }: Pick<Decision, 'reviewerId' | 'revision'>,
): void => {
  if (row.requesterId === reviewerId)
    throw new AppError('NOT_ALLOWED', 'Nobody decides their own request. Ask another reviewer.');
  if (row.revision !== revision)
    throw new AppError('CONFLICT', 'The request changed since you opened it. Look at it once more.');
};

/** Requests from their submission to a decision. */
@Injectable()
export class RequestStore {
  constructor(private readonly database: Database) {}

  async create(actor: Actor, input: Create): Promise<ServerRequest> {
    const { requesterId, viewer, ...wish } = input;
    const { organizationId } = actor;
    return this.database.change(async (transaction, tell) => {
      const open = { organizationId, requesterId, status: { in: statusesFor('withdraw') } };
      if ((await transaction.serverRequest.count({ where: open })) >= MAX_OPEN)
        throw new AppError('RATE_LIMITED', 'You have too many open requests. Withdraw some.');
      const draft = await draftOf(transaction, { organizationId, viewer }, wish);
      const { catalogItemId, configuration, reason, profileIds } = wish;
      const row = { origin: 'console', requesterId, catalogItemId, draft, configuration, reason };
      return insertRequest({ transaction, tell, actor }, { ...row, profileIds: [...new Set(profileIds)] });
    });
  }

  /** Oldest first: who waits longest is seen first. */
  async list(
    organizationId: string,
    { viewer, status, ...input }: Parsed<typeof registry.listRequests>,
  ): Promise<Reply<typeof registry.listRequests>> {
    const { after, ...query } = pageQuery(input);
    const found = await this.database.client.serverRequest.findMany({
      where: { organizationId, ...requestsFor(viewer), ...(status ? { status } : {}), ...after },
      ...query,
    });
    return toPage(found.map(toRequest), input.limit);
  }

  /** With its evidence and its latest notes. */
  async get(organizationId: string, { id, viewer }: Parsed<typeof registry.getRequest>): Promise<ServerRequestDetail> {
    const row = await this.database.client.serverRequest.findFirst({
      where: { organizationId, id, ...requestsFor(viewer) },
    });
    if (!row) throw new AppError('NOT_FOUND', 'There is no such request.');
    const notes = await this.database.client.requestNote.findMany({
      where: { organizationId, requestId: id },
      orderBy: { id: 'desc' },
      take: NOTES_SHOWN,
    });
    let bytes = 0;
    const shown = notes.filter(({ text }) => (bytes += Buffer.byteLength(text) + 300) <= MAX_NOTE_BYTES);
    return { ...toRequest(row), evidence: toEvidence(row.evidence), notes: shown.reverse().map(toNote) };
  }

  async resubmit(actor: Actor, { id, viewer, note, ...wish }: Resubmit): Promise<ServerRequest> {
    const { organizationId } = actor;
    return this.database.change(async (transaction, tell) => {
      const row = await lockRequest(transaction, { organizationId, id }, viewer);
      own(row, viewer.userId, viewer.seesAll);
      const { catalogItemId } = row;
      const draft =
        wish.draft || catalogItemId
          ? await draftOf(transaction, { organizationId, viewer }, { ...wish, catalogItemId })
          : await draftOf(
              transaction,
              { organizationId, viewer },
              { ...wish, catalogItemId, draft: toRequest(row).draft },
            );
      const { configuration, reason, profileIds } = wish;
      return move({ transaction, tell, actor }, row, {
        action: 'resubmit',
        message: COLLECTING,
        data: { ...anew(), draft, configuration, reason, profileIds: [...new Set(profileIds)] },
        note: { kind: 'resubmitted', authorId: viewer.userId, text: note },
      });
    });
  }

  async withdraw(actor: Actor, { id, viewer }: Parsed<typeof registry.withdrawRequest>): Promise<ServerRequest> {
    return this.database.change(async (transaction, tell) => {
      const row = await lockRequest(transaction, { organizationId: actor.organizationId, id }, viewer);
      own(row, viewer.userId, viewer.seesAll);
      return move({ transaction, tell, actor }, row, {
        action: 'withdraw',
        message: 'Withdrawn by its submitter.',
        note: { kind: 'withdrawn', authorId: viewer.userId, text: '' },
      });
    });
  }

  async comment(actor: Actor, input: Parsed<typeof registry.commentRequest>): Promise<RequestNote> {
    const { organizationId } = actor;
    const { id, authorId, text, viewer } = input;
    return this.database.change(async (transaction) => {
      const row = await lockRequest(transaction, { organizationId, id }, viewer);
      if ((await transaction.requestNote.count({ where: { organizationId, requestId: id } })) >= MAX_NOTES)
        throw new AppError('RATE_LIMITED', 'The request has too many notes already.');
      return toNote(await addNote(transaction, row, { kind: 'comment', authorId, text }));
    });
  }

  async decline(actor: Actor, input: Decision): Promise<ServerRequest> {
    const message = input.note === '' ? 'Declined.' : `Declined: ${firstLine(input.note)}`;
    return this.decide(actor, input, { action: 'decline', kind: 'declined', message });
  }

  async askBack(actor: Actor, input: Decision): Promise<ServerRequest> {
    const message = input.note === '' ? 'A reviewer asks to change it.' : `A reviewer asks: ${firstLine(input.note)}`;
    return this.decide(actor, input, { action: 'return', kind: 'returned', message });
  }

  private decide(
    actor: Actor,
    { id, reviewerId, revision, note }: Decision,
    { action, kind, message }: { action: 'decline' | 'return'; kind: 'declined' | 'returned'; message: string },
  ): Promise<ServerRequest> {
    return this.database.change(async (transaction, tell) => {
      const row = await lockRequest(transaction, { organizationId: actor.organizationId, id });
      assertDecidable(row, { reviewerId, revision });
      return move({ transaction, tell, actor }, row, {
        action,
        message,
        note: { kind, authorId: reviewerId, text: note },
      });
    });
  }
}

const MAX_LINE = 300;
const firstLine = (text: string): string => (text.trim().split(/\r?\n/)[0] ?? '').slice(0, MAX_LINE).toWellFormed();
