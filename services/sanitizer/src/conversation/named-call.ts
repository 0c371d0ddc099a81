import type { NamedTool } from '@archestra/contracts';
import { CLIENT_SERVER, type Call } from '@archestra/policy';

/** A conversation, as far as a call in it is concerned. */
export interface Conversation {
  organizationId: string;
  callId: string;
  profileId: string | null;
}

/** The call of a tool that a conversation names, as it is decided on every path. Tools no profile grants are the client's own. */
export const namedCall = ({ organizationId, callId, profileId }: Conversation, tool: NamedTool): Call => ({
  organizationId,
  callId,
  profileId: profileId ?? '',
  kind: 'tool',
  ...(tool.serverId === null
    ? { serverId: CLIENT_SERVER, source: 'client', name: tool.name, pin: undefined }
    : { serverId: tool.serverId, source: tool.source, name: tool.upstreamName, pin: tool.pin }),
});
