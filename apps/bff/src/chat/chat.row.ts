import {
  ChatMetadata,
  ModelReference,
  TokenUsage,
  WireError,
  type Chat,
  type ChatMessage,
  type ChatRun,
} from '@archestra/contracts';
import { z } from 'zod';

/** Whose chats. */
export interface Owner {
  organizationId: string;
  userId: string;
}

/** A chat as the database has it. */
export interface ChatRow {
  id: string;
  title: string;
  profileId: string | null;
  provider: string | null;
  model: string | null;
  disabledTools: unknown;
  leafId: string | null;
  createdAt: Date;
  updatedAt: Date;
}

interface RunRow {
  id: string;
  messageId: string;
  state: string;
}

/** A message as the database has it. */
export interface MessageRow {
  id: string;
  parentId: string | null;
  role: string;
  parts: unknown;
  state: string;
  provider: string | null;
  model: string | null;
  usage: unknown;
  error: unknown;
  createdAt: Date;
}

const Names = z.array(z.string());
const Parts = z.array(z.looseObject({ type: z.string() }));
const Role = z.enum(['user', 'assistant']);
const RunState = z.enum(['running', 'waiting']);

/** States of a run somebody works on. */
export const ACTIVE: ChatRun['state'][] = RunState.options;

const modelOf = ({ provider, model }: { provider: string | null; model: string | null }): ModelReference | null =>
  provider === null || model === null ? null : ModelReference.parse({ provider, model });

export const toRun = (row: RunRow | undefined): ChatRun | null =>
  row ? { id: row.id, messageId: row.messageId, state: RunState.parse(row.state) } : null;

export const toChat = (row: ChatRow, run: RunRow | undefined): Chat => ({
  id: row.id,
  title: row.title,
  profileId: row.profileId,
  model: modelOf(row),
  disabledTools: Names.parse(row.disabledTools),
  leafId: row.leafId,
  run: toRun(run),
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

export const toMetadata = (row: MessageRow): ChatMetadata => ({
  parentId: row.parentId,
  createdAt: row.createdAt.toISOString(),
  state: ChatMetadata.shape.state.parse(row.state),
  model: modelOf(row),
  usage: TokenUsage.nullable().parse(row.usage),
  error: WireError.nullable().parse(row.error),
});

export const toMessage = (row: MessageRow): ChatMessage => ({
  id: row.id,
  role: Role.parse(row.role),
  parts: Parts.parse(row.parts),
  metadata: toMetadata(row),
});
