import { AppError, type ChatRun, type ChatTurn, type ModelReference, type TokenUsage } from '@archestra/contracts';
import type { WireError } from '@archestra/contracts';
import { CONFIG } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import type { BffConfig } from '../bff.config.ts';
import { Database, type Transaction } from '../db/database.store.ts';
import { storable } from '../db/storable.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { ACTIVE, toMetadata, type MessageRow, type Owner } from './chat.row.ts';
import { AnswerPart } from './answer-parts.ts';
import { LeaseLost, type Conversation, type Run, type RunEnd } from './run.ts';
import { firstWords } from './title.ts';

/** More than anybody reads, and still one answer of the API. */
const MESSAGE_LIMIT = 1_000;
const RUNS_PER_PERSON = 5;
/** How many answers one process takes over at a time. */
const CLAIM_LIMIT = 5;

/** A message of the branch that is answered. */
export interface HistoryMessage {
  id: string;
  role: string;
  parts: AnswerPart[];
}

/** What is kept of an answer with each of its steps. */
export interface Progress {
  parts: readonly AnswerPart[];
  text: string;
  usage: TokenUsage | null;
  steps: number;
  state: ChatRun['state'];
}

/** Where an answer begins: `isNew` is false for a repeated request whose answer is in progress. */
export interface Begun {
  run: Run;
  isNew: boolean;
}

const toRun = (row: Prisma.RunGetPayload<object>): Run => ({
  id: row.id,
  chatId: row.chatId,
  messageId: row.messageId,
  organizationId: row.organizationId,
  userId: row.userId,
  epoch: row.epoch,
  steps: row.steps,
  isStopRequested: row.isStopRequested,
  startedAt: row.startedAt,
});

const Names = z.array(z.string());

/** Answers in progress and the messages they become. Only the holder of the lease writes, and only while it holds it. */
@Injectable()
export class RunStore {
  /** Names this process in leases. */
  private readonly holder = uuid();

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: BffConfig,
  ) {}

  /**
   * Keeps the question and begins its answer, held by this process. Throws `NOT_FOUND` for a chat or a message that is not
   * there, `CONFLICT` while another answer of the chat is in progress, `RATE_LIMITED` and `INVALID_INPUT` at the limits.
   */
  async begin(owner: Owner, chatId: string, turn: ChatTurn, model: ModelReference): Promise<Begun> {
    return this.database.client.$transaction(async (transaction) => {
      await lockChat(transaction, owner, chatId);
      const current = await transaction.run.findFirst({ where: { chatId, state: { in: ACTIVE } } });
      if (current) return { run: await this.joined(transaction, current, turn), isNew: false };
      await checkRoom(transaction, owner, chatId);
      const questionId = turn.trigger === 'submit' ? await ask(transaction, chatId, turn) : turn.parentId;
      await checkParent(transaction, chatId, questionId, 'user');
      const messageId = uuid();
      await transaction.message.create({
        data: {
          chatId,
          id: messageId,
          parentId: questionId,
          role: 'assistant',
          parts: [],
          text: '',
          state: 'running',
          ...model,
        },
      });
      await transaction.chat.update({ where: { id: chatId }, data: { leafId: messageId, updatedAt: new Date() } });
      const data = { id: uuid(), chatId, messageId, ...owner, state: 'running', epoch: 1, ...this.lease() };
      return { run: toRun(await transaction.run.create({ data })), isNew: true };
    });
  }

  /** Takes over answers whose process gives no sign of life. */
  async claim(): Promise<Run[]> {
    const { leaseOwner, leaseUntil } = this.lease();
    const claimed = await this.database.client.$queryRaw<{ id: string }[]>(Prisma.sql`
      UPDATE run SET lease_owner = ${leaseOwner}::uuid, lease_until = ${leaseUntil}, epoch = epoch + 1
      WHERE id IN (SELECT id FROM run WHERE state IN ('running', 'waiting') AND lease_until < now()
        ORDER BY lease_until LIMIT ${CLAIM_LIMIT} FOR UPDATE SKIP LOCKED)
      RETURNING id`);
    const rows = await this.database.client.run.findMany({ where: { id: { in: claimed.map(({ id }) => id) } } });
    return rows.map(toRun);
  }

  /** Holds on to answers; those that are missing in the reply are lost. */
  async renew(ids: readonly string[]): Promise<Map<string, { epoch: number; isStopRequested: boolean }>> {
    const { leaseOwner, leaseUntil } = this.lease();
    const where = { id: { in: [...ids] }, leaseOwner, state: { in: ACTIVE } };
    await this.database.client.run.updateMany({ where, data: { leaseUntil } });
    const rows = await this.database.client.run.findMany({ where });
    return new Map(rows.map(({ id, epoch, isStopRequested }) => [id, { epoch, isStopRequested }]));
  }

  /** Lets another process go on at once. */
  async release(): Promise<void> {
    const where = { leaseOwner: this.holder, state: { in: ACTIVE } };
    await this.database.client.run.updateMany({ where, data: { leaseUntil: new Date(0) } });
  }

  /** Asks whoever holds the answer to stop; the id of the answer, undefined when there is none. Throws `NOT_FOUND`. */
  async requestStop(owner: Owner, chatId: string): Promise<string | undefined> {
    if ((await this.database.client.chat.count({ where: { id: chatId, ...owner } })) === 0)
      throw new AppError('NOT_FOUND', 'There is no such chat.');
    const run = await this.active(owner, chatId);
    if (run) await this.database.client.run.updateMany({ where: { id: run.id }, data: { isStopRequested: true } });
    return run?.id;
  }

  /** The answer in progress of a chat. */
  async active(owner: Owner, chatId: string): Promise<Run | undefined> {
    const row = await this.database.client.run.findFirst({ where: { chatId, ...owner, state: { in: ACTIVE } } });
    return row ? toRun(row) : undefined;
  }

  /** What the answer is made from: the settings of now, the branch up to the question, and what was answered so far. */
  async load({ chatId, messageId }: Run) {
    const chat = await this.database.client.chat.findUniqueOrThrow({ where: { id: chatId } });
    const rows = await this.database.client.$queryRaw<MessageRow[]>(branch(chatId, messageId));
    const answer = rows.find(({ id }) => id === messageId);
    if (!answer) throw new LeaseLost();
    const metadata = toMetadata(answer);
    if (!metadata.model) throw new Error('An answer without a model.');
    const conversation: Conversation = {
      id: chatId,
      profileId: chat.profileId,
      disabledTools: Names.parse(chat.disabledTools),
      model: metadata.model,
    };
    const history = rows.map((row): HistoryMessage => ({ ...row, parts: z.array(AnswerPart).parse(row.parts) }));
    return { conversation, metadata, history: history.slice(0, -1), parts: history.at(-1)?.parts ?? [] };
  }

  /** Keeps what was answered so far. Throws `LeaseLost`. */
  save(run: Run, progress: Progress): Promise<void> {
    const { state, steps, ...message } = progress;
    return this.write(run, { state, steps }, message);
  }

  /** Ends an answer that cannot be gone on with, and leaves what was kept of it as it is. Throws `LeaseLost`. */
  abandon(run: Run, error: WireError): Promise<void> {
    return this.write(run, { state: 'failed', endedAt: new Date(), leaseOwner: null }, { state: 'failed', error });
  }

  /** The last word on an answer. Throws `LeaseLost`. */
  finish(run: Run, progress: Omit<Progress, 'state'>, state: RunEnd, error: WireError | null): Promise<void> {
    const { steps, ...message } = progress;
    const ended = { state, steps, endedAt: new Date(), leaseOwner: null };
    return this.write(run, ended, { ...message, state, ...(error ? { error } : {}) });
  }

  private async write(
    { id, chatId, messageId, epoch }: Run,
    run: Prisma.RunUpdateManyMutationInput,
    message: {
      parts?: readonly AnswerPart[];
      text?: string;
      usage?: TokenUsage | null;
      state?: string;
      error?: WireError;
    },
  ): Promise<void> {
    const { usage, ...kept } = storable(message);
    await this.database.client.$transaction(async (transaction) => {
      // Everybody locks the chat first: whoever deletes it would else wait for this in a circle.
      await transaction.$queryRaw(Prisma.sql`SELECT 1 FROM chat WHERE id = ${chatId}::uuid FOR NO KEY UPDATE`);
      const held = { id, epoch, leaseOwner: this.holder, state: { in: ACTIVE } };
      if ((await transaction.run.updateMany({ where: held, data: run })).count === 0) throw new LeaseLost();
      const counted = usage === undefined ? {} : { usage: usage ?? Prisma.DbNull };
      const data = { ...kept, ...counted } as Prisma.MessageUpdateManyMutationInput;
      await transaction.message.updateMany({ where: { chatId, id: messageId }, data });
      if (run.endedAt) await transaction.chat.updateMany({ where: { id: chatId }, data: { updatedAt: new Date() } });
    });
  }

  /** A request that is sent again, because its answer was cut, joins the answer that is given. */
  private async joined(transaction: Transaction, current: Prisma.RunGetPayload<object>, turn: ChatTurn): Promise<Run> {
    const { chatId, messageId } = current;
    const answer = await transaction.message.findUnique({ where: { chatId_id: { chatId, id: messageId } } });
    if (turn.trigger === 'submit' && answer?.parentId === turn.id) return toRun(current);
    throw new AppError('CONFLICT', 'An answer is still in progress. Wait for it, or stop it first.');
  }

  private lease() {
    return { leaseOwner: this.holder, leaseUntil: new Date(Date.now() + this.config.CHAT_LEASE_MS) };
  }
}

const lockChat = async (transaction: Transaction, { organizationId, userId }: Owner, id: string): Promise<void> => {
  const rows = await transaction.$queryRaw<unknown[]>(Prisma.sql`
    SELECT 1 FROM chat WHERE id = ${id}::uuid AND organization_id = ${organizationId}::uuid AND user_id = ${userId}::uuid
    FOR UPDATE`);
  if (rows.length === 0) throw new AppError('NOT_FOUND', 'There is no such chat.');
};

const checkRoom = async (transaction: Transaction, { userId }: Owner, chatId: string): Promise<void> => {
  if ((await transaction.message.count({ where: { chatId } })) >= MESSAGE_LIMIT)
    throw new AppError('INVALID_INPUT', `This chat has ${MESSAGE_LIMIT} messages. Begin another one.`);
  if ((await transaction.run.count({ where: { userId, state: { in: ACTIVE } } })) >= RUNS_PER_PERSON)
    throw new AppError('RATE_LIMITED', `${RUNS_PER_PERSON} of your chats are being answered. Wait for one of them.`);
};

const checkParent = async (transaction: Transaction, chatId: string, id: string, role: string): Promise<void> => {
  if ((await transaction.message.count({ where: { chatId, id, role } })) === 0)
    throw new AppError('NOT_FOUND', 'There is no such message in this chat.');
};

type Submitted = Extract<ChatTurn, { trigger: 'submit' }>;

/** Keeps what the person wrote; the first message gives the chat its title until there is a better one. */
const ask = async (transaction: Transaction, chatId: string, { id, parentId, text }: Submitted): Promise<string> => {
  if (parentId !== null) await checkParent(transaction, chatId, parentId, 'assistant');
  const parts = [{ type: 'text', text }];
  const data = { chatId, id, parentId, role: 'user', parts, text, state: 'complete' };
  const { count } = await transaction.message.createMany({ data, skipDuplicates: true });
  if (count === 0) throw new AppError('CONFLICT', 'This message was sent before. Fetch the chat again.');
  if (parentId === null)
    await transaction.chat.updateMany({ where: { id: chatId, titleBy: 'words' }, data: { title: firstWords(text) } });
  return id;
};

/** The messages that lead to one, first to last. */
const branch = (chatId: string, messageId: string): Prisma.Sql => Prisma.sql`
  WITH RECURSIVE branch AS (
    SELECT message.*, 0 AS depth FROM message WHERE chat_id = ${chatId}::uuid AND id = ${messageId}::uuid
    UNION ALL
    SELECT message.*, branch.depth + 1 FROM message
      JOIN branch ON message.chat_id = branch.chat_id AND message.id = branch.parent_id
  )
  SELECT id, parent_id AS "parentId", role, parts, state, provider, model, usage, error, created_at AS "createdAt"
  FROM branch ORDER BY depth DESC`;
