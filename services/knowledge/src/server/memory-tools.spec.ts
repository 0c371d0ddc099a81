import { builtInToolAccess } from '@archestra/contracts';
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { describe, expect, it } from '@jest/globals';
import type { MemoryService } from '../memory/memory.service.ts';
import { memoryServer } from './memory-tools.ts';

describe('the tools of the built-in server', () => {
  it('each name the permission they need, and no other is named', async () => {
    const server = memoryServer('organization', {} as MemoryService);
    const client = new Client({ name: 'test', version: '1' });
    const [ours, theirs] = InMemoryTransport.createLinkedPair();
    await Promise.all([server.connect(theirs), client.connect(ours)]);
    const { tools } = await client.listTools();
    expect(Object.keys(builtInToolAccess['builtin:knowledge'] ?? {}).sort()).toEqual(
      tools.map(({ name }) => name).sort(),
    );
    await client.close();
  });
});
