import { AppError, type ProfileServer } from '@archestra/contracts';
import type { Caller, Target } from '../call/call.ts';
import type { Listed } from '../catalog/directory.ts';
import { mayUseTool } from '../profile/built-in.ts';
import { withoutEnvelope } from '../rpc/era.ts';
import type { Params } from '../rpc/json-rpc.ts';

const serverOf = ({ serverId, name, source }: ProfileServer): Target['server'] => ({ id: serverId, name, source });

/** A string parameter that must be there. Throws `INVALID_INPUT`. */
export const textParam = (params: Params, name: string): string => {
  const value = params[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new AppError('INVALID_INPUT', `params.${name} must be a non-empty string.`);
};

/** The tool a profile grants under an exposed name. Throws `TOOL_NOT_FOUND`. */
export const toolTarget = (caller: Caller, params: Params, name: string): Target => {
  const grant = caller.profile.grants.get(name);
  if (!grant || !mayUseTool(grant, caller.principal))
    throw new AppError('TOOL_NOT_FOUND', 'This profile grants no tool of that name. List the tools again.', {
      details: { name: name.slice(0, 200) },
    });
  const upstreamName = grant.tool.name;
  return {
    method: 'tools/call',
    kind: 'tool',
    name,
    upstreamName,
    server: serverOf(grant.server),
    pin: grant.tool.pin,
    params: { ...withoutEnvelope(params), name: upstreamName },
    arguments: params['arguments'] ?? {},
  };
};

export const resourceTarget = (server: ProfileServer, params: Params, uri: string): Target => ({
  method: 'resources/read',
  kind: 'resource',
  name: uri,
  upstreamName: uri,
  server: serverOf(server),
  pin: undefined,
  params: withoutEnvelope(params),
  arguments: { uri },
});

export const promptTarget = ({ server, item }: Listed, params: Params, name: string): Target => {
  const upstreamName = String(item['name']);
  return {
    method: 'prompts/get',
    kind: 'prompt',
    name,
    upstreamName,
    server: serverOf(server),
    pin: undefined,
    params: { ...withoutEnvelope(params), name: upstreamName },
    arguments: params['arguments'] ?? {},
  };
};
