import type { Client } from '@modelcontextprotocol/client';
import { describe, expect, it } from '@jest/globals';
import { MAX_TOOLS } from './screen.ts';
import { listDefinitions } from './list.ts';

type Page = { tools: unknown[]; nextCursor?: string };
const serverOf = (page: (cursor: string | undefined) => Page): Pick<Client, 'request'> => ({
  request: ((request: { params: { cursor?: string } }) =>
    Promise.resolve(page(request.params.cursor))) as unknown as Client['request'],
});

describe('listing definitions', () => {
  it('follows cursors to the end', async () => {
    const pages: Record<string, Page> = {
      '': { tools: [1], nextCursor: 'b' },
      b: { tools: [2], nextCursor: 'c' },
      c: { tools: [3] },
    };
    await expect(
      listDefinitions(
        serverOf((cursor) => pages[cursor ?? ''] ?? { tools: [] }),
        {},
      ),
    ).resolves.toEqual([1, 2, 3]);
  });

  it.each<[string, (cursor: string | undefined) => Page]>([
    ['a cursor that comes again', () => ({ tools: [1], nextCursor: 'again' })],
    ['pages without an end', (cursor) => ({ tools: [], nextCursor: `${cursor ?? ''}x` })],
    ['too many tools', () => ({ tools: Array.from({ length: MAX_TOOLS + 1 }) })],
  ])('gives up on %s', async (_, page) => {
    await expect(listDefinitions(serverOf(page), {})).rejects.toMatchObject({ code: 'SERVER_PROTOCOL_ERROR' });
  });
});
