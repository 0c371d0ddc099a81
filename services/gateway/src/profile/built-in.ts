import { builtInToolAccess, type Principal } from '@archestra/contracts';
import type { Grant } from './profile.index.ts';

const BUILT_IN = 'builtin:';

/** Whether somebody may see and call a granted tool: tools of the platform itself need a permission, and one that names none is nobody's. */
export const mayUseTool = (
  { server, tool }: Pick<Grant, 'server' | 'tool'>,
  { permissions }: Pick<Principal, 'permissions'>,
): boolean => {
  if (!server.source.startsWith(BUILT_IN)) return true;
  const needs = own(own(builtInToolAccess, server.source), tool.name);
  return needs !== undefined && permissions.includes(needs);
};

const own = <V>(record: Readonly<Record<string, V>> | undefined, key: string): V | undefined =>
  record && Object.hasOwn(record, key) ? record[key] : undefined;
