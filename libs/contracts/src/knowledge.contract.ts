import { z } from 'zod';
import { Id, Timestamp } from './common.ts';
import { event } from './event.ts';
import { rpc } from './rpc.ts';

/** A fact a person wants remembered across chats and clients; `name` is unique per user. */
export const Memory = z.object({
  name: z.string().min(1).max(200),
  value: z.string().max(16_384),
  updatedAt: Timestamp,
});
export type Memory = z.output<typeof Memory>;

export const knowledge = {
  listMemories: rpc('knowledge.memory.list', z.object({ userId: Id }), z.object({ items: z.array(Memory) })),
  setMemory: rpc(
    'knowledge.memory.set',
    z.object({ userId: Id, name: Memory.shape.name, value: Memory.shape.value }),
    Memory,
  ),
  deleteMemory: rpc(
    'knowledge.memory.delete',
    z.object({ userId: Id, name: Memory.shape.name }),
    z.object({ deleted: z.boolean() }),
  ),
} as const;

export const knowledgeEvents = {
  memoryChanged: event('knowledge.memory.changed', z.object({ userId: Id, name: z.string() })),
  memoryDeleted: event('knowledge.memory.deleted', z.object({ userId: Id, name: z.string() })),
} as const;
