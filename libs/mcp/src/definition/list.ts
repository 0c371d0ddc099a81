import { AppError } from '@archestra/contracts';
import type { Client, RequestOptions } from '@modelcontextprotocol/client';
import { z } from 'zod';
import { MAX_TOOLS } from './screen.ts';

/** Definitions are looked at one by one later: one that is broken must not hide the others, as the SDK's own schema would. */
const DefinitionPage = z.object({ tools: z.array(z.unknown()), nextCursor: z.string().optional() });
const MAX_PAGES = 500;

const endless = (): AppError =>
  new AppError('SERVER_PROTOCOL_ERROR', `The server lists tools without an end, or more than ${MAX_TOOLS}.`);

/** All tool definitions of a server, page after page. Throws `SERVER_PROTOCOL_ERROR` when there are too many or the pages go in circles. */
export const listDefinitions = async (client: Pick<Client, 'request'>, options: RequestOptions): Promise<unknown[]> => {
  const definitions: unknown[] = [];
  const cursors = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await client.request(
      { method: 'tools/list', params: cursor === undefined ? {} : { cursor } },
      DefinitionPage,
      options,
    );
    definitions.push(...page.tools);
    cursor = page.nextCursor;
    if (cursor !== undefined && cursors.has(cursor)) throw endless();
    if (cursor !== undefined) cursors.add(cursor);
    if (definitions.length > MAX_TOOLS || cursors.size > MAX_PAGES) throw endless();
  } while (cursor !== undefined);
  return definitions;
};
