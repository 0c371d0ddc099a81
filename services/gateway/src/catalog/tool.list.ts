import { AppError } from '@archestra/contracts';
import type { Caller } from '../call/call.ts';
import { mayUseTool } from '../profile/built-in.ts';
import type { Grant } from '../profile/profile.index.ts';
import type { Params } from '../rpc/json-rpc.ts';

const PAGE = 500;

const definition = ({ exposedName, tool: { pin, name, ...shown } }: Grant): Params => ({ name: exposedName, ...shown });

/** One page of the tools somebody may use, under their exposed names; the cursor is the last name of the page before. */
export const listTools = (
  { profile, principal }: Pick<Caller, 'profile' | 'principal'>,
  cursor: unknown,
): { tools: Params[]; nextCursor?: string } => {
  const names = [...profile.grants].filter(([, grant]) => mayUseTool(grant, principal)).map(([name]) => name);
  const start = cursor === undefined ? 0 : names.indexOf(decode(cursor)) + 1;
  if (cursor !== undefined && start === 0)
    throw new AppError('INVALID_INPUT', 'This cursor is not valid any more. List from the start.');
  const selected = names.slice(start, start + PAGE);
  const tools = selected.map((name) => definition(profile.grants.get(name) as Grant));
  const last = selected.at(-1);
  return last !== undefined && start + PAGE < names.length
    ? { tools, nextCursor: Buffer.from(last).toString('base64url') }
    : { tools };
};

const decode = (cursor: unknown): string =>
  typeof cursor === 'string' ? Buffer.from(cursor, 'base64url').toString('utf8') : '';
