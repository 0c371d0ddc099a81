import { AppError, Memory } from '@archestra/contracts';
import { currentContext } from '@archestra/mcp';
import { log } from '@archestra/service';
import { McpServer, type CallToolResult } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { MemoryService } from '../memory/memory.service.ts';
import { personOf, type Person } from '../memory/person.ts';

const name = Memory.shape.name.describe(
  'Short name of the memory, unique for the person: "home address", "preferred style"',
);
const value = Memory.shape.value.describe('What to remember, at most 16 KiB of text');

/** The person in the frame's context, never one named in arguments; and only inside the organization the server belongs to. */
const caller = (organizationId: string): Person => {
  const person = personOf(currentContext());
  if (person.organizationId !== organizationId)
    throw new AppError('NOT_ALLOWED', 'This server belongs to another organization.');
  return person;
};

const answer = async (work: () => Promise<{ [key: string]: unknown }>): Promise<CallToolResult> => {
  try {
    const structuredContent = await work();
    return { structuredContent, content: [{ type: 'text', text: JSON.stringify(structuredContent) }] };
  } catch (error) {
    const known = AppError.from(error);
    if (known.code === 'INTERNAL') log.error({ err: known.cause ?? error }, 'a memory tool failed');
    return { isError: true, content: [{ type: 'text', text: known.message }] };
  }
};

/** The built-in server of one organization: three tools over the memories of whoever calls. */
export const memoryServer = (organizationId: string, memories: MemoryService): McpServer => {
  const server = new McpServer(
    { name: 'archestra-memories', title: 'Memories', version: '1.0.0' },
    {
      instructions:
        'Remembers facts for the person who is asking, across chats and clients. List the memories before you rely on one, and keep each memory short.',
    },
  );
  server.registerTool(
    'list_memories',
    {
      title: 'List memories',
      description: 'Lists everything that is remembered for the person who is asking, by name.',
      inputSchema: z.object({}),
      outputSchema: z.object({ memories: z.array(Memory) }),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    () => answer(async () => ({ memories: await memories.list(caller(organizationId)) })),
  );
  server.registerTool(
    'set_memory',
    {
      title: 'Set a memory',
      description: 'Remembers a text under a name for the person who is asking. A memory of the same name is replaced.',
      inputSchema: z.object({ name, value }),
      outputSchema: z.object({ memory: Memory }),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    },
    (input) => answer(async () => ({ memory: await memories.set(caller(organizationId), input.name, input.value) })),
  );
  server.registerTool(
    'delete_memory',
    {
      title: 'Delete a memory',
      description:
        'Forgets what is remembered under a name for the person who is asking. Says whether there was such a memory.',
      inputSchema: z.object({ name }),
      outputSchema: z.object({ deleted: z.boolean() }),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    },
    (input) => answer(async () => ({ deleted: await memories.delete(caller(organizationId), input.name) })),
  );
  return server;
};
