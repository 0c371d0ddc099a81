import { AppError, type Chat, type ChatSummary, type ModelReference } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { Database } from '../db/database.store.ts';
import { storable } from '../db/storable.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { ACTIVE, toChat, toMessage, toRun, type ChatRow, type Owner } from './chat.row.ts';
import { wordQuery } from './search.ts';

/** What a person chooses for a chat; what is absent stays. */
export interface ChatSettings {
  title?: string | undefined;
  profileId?: string | null | undefined;
  model?: ModelReference | null | undefined;
  disabledTools?: string[] | undefined;
  leafId?: string | undefined;
}

const active = { where: { state: { in: ACTIVE } }, select: { id: true, messageId: true, state: true } };
const Cursor = z.tuple([z.iso.datetime(), z.uuid()]);

const absent = (): AppError => new AppError('NOT_FOUND', 'There is no such chat.');

const columns = ({ title, profileId, model, disabledTools, leafId }: ChatSettings) => ({
  ...(title === undefined ? {} : { title, titleBy: 'person' }),
  ...(profileId === undefined ? {} : { profileId }),
  ...(model === undefined ? {} : { provider: model?.provider ?? null, model: model?.model ?? null }),
  ...(disabledTools === undefined ? {} : { disabledTools: storable(disabledTools) }),
  ...(leafId === undefined ? {} : { leafId }),
});

/** Chats of people: each question names whose, and finds nothing of anybody else. */
@Injectable()
export class ChatStore {
  constructor(private readonly database: Database) {}

  /** Throws `CONFLICT` when the id is taken by something else. */
  async create(owner: Owner, id: string = uuid(), settings: ChatSettings = {}): Promise<Chat> {
    const data = { id, ...owner, title: 'New chat', ...columns(settings) };
    const { count } = await this.database.client.chat.createMany({ data, skipDuplicates: true });
    if (count === 1) return this.get(owner, id);
    return this.get(owner, id).catch(() => {
      throw new AppError('CONFLICT', 'This id is taken. Choose another.');
    });
  }

  /** Throws `NOT_FOUND`. */
  async get(owner: Owner, id: string): Promise<Chat> {
    const row = await this.database.client.chat.findFirst({ where: { id, ...owner }, include: { runs: active } });
    if (!row) throw absent();
    return toChat(row, row.runs[0]);
  }

  /** With every message, oldest first. Throws `NOT_FOUND`. */
  async read(owner: Owner, id: string) {
    const chat = await this.get(owner, id);
    const rows = await this.database.client.message.findMany({
      where: { chatId: id },
      orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    });
    return { chat, messages: rows.map(toMessage) };
  }

  /** Throws `NOT_FOUND`, also for a branch that is not of this chat; `CONFLICT` for another profile once there are messages. */
  async update(owner: Owner, id: string, settings: ChatSettings): Promise<Chat> {
    const { leafId, profileId } = settings;
    const before = await this.get(owner, id);
    const chatId = before.id;
    // What the guard knows of a conversation it knows by profile: in another one, what was read would be forgotten.
    if (profileId !== undefined && profileId !== before.profileId && before.leafId !== null)
      throw new AppError('CONFLICT', 'A chat keeps its profile. Begin another chat to use another one.');
    if (leafId !== undefined && (await this.database.client.message.count({ where: { chatId, id: leafId } })) === 0)
      throw new AppError('NOT_FOUND', 'There is no such message in this chat.');
    await this.database.client.chat.updateMany({ where: { id, ...owner }, data: columns(settings) });
    return this.get(owner, id);
  }

  /** Throws `NOT_FOUND`. */
  async delete(owner: Owner, id: string): Promise<void> {
    const { count } = await this.database.client.chat.deleteMany({ where: { id, ...owner } });
    if (count === 0) throw absent();
  }

  /** A title a model found; one the person gave stays. */
  async setTitle(id: string, title: string): Promise<boolean> {
    const where = { id, titleBy: 'words' };
    const data = { title: storable(title), titleBy: 'model' };
    return (await this.database.client.chat.updateMany({ where, data })).count === 1;
  }

  async isTitled(id: string): Promise<boolean> {
    return (await this.database.client.chat.count({ where: { id, titleBy: { not: 'words' } } })) > 0;
  }

  /** The chat that changed last first. Throws `INVALID_INPUT` for a foreign cursor. */
  async list(owner: Owner, asked: { query?: string | undefined; cursor?: string | undefined; limit: number }) {
    const rows = await this.database.client.$queryRaw<(ChatRow & { excerpt: string | null })[]>(select(owner, asked));
    const shown = rows.slice(0, asked.limit);
    const last = shown.at(-1);
    const runs = await this.runsOf(shown.map(({ id }) => id));
    const items = shown.map((row): ChatSummary => {
      const { disabledTools: _tools, leafId: _leaf, ...chat } = toChat(row, undefined);
      return { ...chat, run: toRun(runs.get(row.id)), excerpt: row.excerpt?.slice(0, 400).toWellFormed() ?? null };
    });
    return { items, nextCursor: rows.length > asked.limit && last ? toCursor(last) : null };
  }

  private async runsOf(ids: string[]) {
    const rows = await this.database.client.run.findMany({ where: { chatId: { in: ids }, state: { in: ACTIVE } } });
    return new Map(rows.map((row) => [row.chatId, row]));
  }
}

const toCursor = ({ updatedAt, id }: ChatRow): string =>
  Buffer.from(JSON.stringify([updatedAt.toISOString(), id])).toString('base64url');

const fromCursor = (cursor: string): z.output<typeof Cursor> => {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch (error) {
    throw new AppError('INVALID_INPUT', 'The cursor is not one of ours.', { cause: error });
  }
};

const after = (cursor: string | undefined): Prisma.Sql => {
  if (cursor === undefined) return Prisma.empty;
  const [at, id] = fromCursor(cursor);
  return Prisma.sql`AND (chat.updated_at, chat.id) < (${at}::timestamptz, ${id}::uuid)`;
};

/** Title and messages are searched for the words; where they stand is shown for the message that was written last. */
const select = (
  { organizationId, userId }: Owner,
  { query = '', cursor, limit }: { query?: string | undefined; cursor?: string | undefined; limit: number },
): Prisma.Sql => {
  const words = wordQuery(query);
  const isSearch = query.trim() !== '';
  const found = Prisma.sql`LEFT JOIN LATERAL (
    SELECT ts_headline('simple', left(message.text, 20000), to_tsquery('simple', ${words ?? ''}),
      'StartSel="", StopSel="", MaxWords=24, MinWords=8') AS excerpt
    FROM message WHERE message.chat_id = chat.id AND message.words @@ to_tsquery('simple', ${words ?? ''})
    ORDER BY message.created_at DESC LIMIT 1) AS found ON true`;
  return Prisma.sql`
    SELECT chat.id, title, profile_id AS "profileId", provider, model, disabled_tools AS "disabledTools",
      leaf_id AS "leafId", created_at AS "createdAt", updated_at AS "updatedAt",
      ${words ? Prisma.sql`found.excerpt` : Prisma.sql`NULL`} AS excerpt
    FROM chat ${words ? found : Prisma.empty}
    WHERE organization_id = ${organizationId}::uuid AND user_id = ${userId}::uuid ${after(cursor)}
      ${isSearch && !words ? Prisma.sql`AND false` : Prisma.empty}
      ${words ? Prisma.sql`AND (found.excerpt IS NOT NULL OR to_tsvector('simple', title) @@ to_tsquery('simple', ${words}))` : Prisma.empty}
    ORDER BY chat.updated_at DESC, chat.id DESC LIMIT ${limit + 1}`;
};
