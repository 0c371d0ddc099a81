import { AppError, type Prompt } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { Database } from '../db/database.store.ts';
import { Prisma } from '../generated/prisma/client.ts';

export type PromptDraft = Pick<Prompt, 'name' | 'title' | 'text'>;

/** Who changes a prompt; `isAny` for those who may change everybody's. */
export interface Editor {
  organizationId: string;
  userId: string;
  isAny: boolean;
}

const toPrompt = ({ organizationId: _, ...row }: Prisma.PromptGetPayload<object>): Prompt => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

const contains = (text: string) => ({
  contains: text.replaceAll(/[\\%_]/g, '\\$&'),
  mode: 'insensitive' as const,
});

/** The library of prompts of each organization. */
@Injectable()
export class PromptStore {
  constructor(private readonly database: Database) {}

  /** By name; the last name of a page is the cursor of the next. */
  async list(
    organizationId: string,
    { query, cursor, limit }: { query?: string | undefined; cursor?: string | undefined; limit: number },
  ) {
    const found = query
      ? { OR: [{ name: contains(query) }, { title: contains(query) }, { text: contains(query) }] }
      : {};
    const rows = await this.database.client.prompt.findMany({
      where: { organizationId, ...(cursor === undefined ? {} : { name: { gt: cursor } }), ...found },
      orderBy: { name: 'asc' },
      take: limit + 1,
    });
    const shown = rows.slice(0, limit);
    return { items: shown.map(toPrompt), nextCursor: rows.length > limit ? (shown.at(-1)?.name ?? null) : null };
  }

  /** Throws `CONFLICT` for a name in use. */
  async create({ organizationId, userId }: Editor, draft: PromptDraft): Promise<Prompt> {
    const data = { id: uuid(), organizationId, ownerId: userId, ...draft };
    return toPrompt(await this.database.client.prompt.create({ data }).catch(explain));
  }

  /** Throws `NOT_FOUND`, `NOT_ALLOWED` for somebody else's, `CONFLICT` for a name in use. */
  async update(editor: Editor, id: string, draft: PromptDraft): Promise<Prompt> {
    await this.checkEditable(editor, id);
    const data = { ...draft, updatedAt: new Date() };
    const { organizationId } = editor;
    return toPrompt(await this.database.client.prompt.update({ where: { id, organizationId }, data }).catch(explain));
  }

  /** Throws `NOT_FOUND`, `NOT_ALLOWED` for somebody else's. */
  async delete(editor: Editor, id: string): Promise<void> {
    await this.checkEditable(editor, id);
    await this.database.client.prompt.deleteMany({ where: { id, organizationId: editor.organizationId } });
  }

  private async checkEditable({ organizationId, userId, isAny }: Editor, id: string): Promise<void> {
    const row = await this.database.client.prompt.findFirst({ where: { id, organizationId } });
    if (!row) throw new AppError('NOT_FOUND', 'There is no such prompt.');
    if (!isAny && row.ownerId !== userId)
      throw new AppError(
        'NOT_ALLOWED',
        'Somebody else wrote this prompt. It is changed by them and with prompt:manage.',
        {
          details: { permission: 'prompt:manage' },
        },
      );
  }
}

const explain = (error: unknown): never => {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) throw error;
  if (error.code === 'P2002')
    throw new AppError('CONFLICT', 'A prompt of this name is there. Choose another name.', { cause: error });
  if (error.code === 'P2025') throw new AppError('NOT_FOUND', 'There is no such prompt.', { cause: error });
  throw error;
};
