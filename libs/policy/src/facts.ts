import type { ToolContract } from '@archestra/contracts';
import { CLIENT_SERVER, contractOf } from './contract.ts';
import type { Call, Policy, ServerGrant } from './policy.ts';
import type { Session } from './session.ts';
import { describe } from './text.ts';

/** What rules look at: the call next to what the registry and the organization say about it. */
export interface Facts {
  readonly policy: Policy;
  readonly session: Session;
  readonly call: Call;
  /** The server as the profile of this very organization grants it; absent when anything about that is in doubt. */
  readonly server: ServerGrant | undefined;
  readonly contract: ToolContract;
}

/** Whether the profile is the one the call names, and belongs to the organization the call is made for. */
export const hasProfile = ({ profile }: Policy, call: Call): boolean =>
  profile !== undefined && profile.id === call.profileId && profile.organizationId === call.organizationId;

/** Whether the call is of a tool that the client itself brings: no profile grants it, and none has to. */
export const isClientTool = ({ serverId, kind }: Call): boolean => serverId === CLIENT_SERVER && kind === 'tool';

const clientGrant = ({ source }: Call): ServerGrant => ({
  name: 'the client',
  source,
  resources: false,
  prompts: false,
  pins: new Map(),
});

const serverOf = (policy: Policy, call: Call): ServerGrant | undefined => {
  if (isClientTool(call)) return clientGrant(call);
  return hasProfile(policy, call) ? policy.profile?.servers.get(call.serverId) : undefined;
};

/** Collects the facts of a call. */
export const gather = (policy: Policy, session: Session, call: Call): Facts => ({
  policy,
  session,
  call,
  server: serverOf(policy, call),
  contract: contractOf(policy.contracts, call),
});

/** Whether the profile grants exactly this tool with exactly this definition, or this kind of content of this server. */
export const isGranted = ({ server, call }: Facts): boolean => {
  if (!server || server.source !== call.source) return false;
  if (isClientTool(call)) return true;
  if (call.kind === 'resource') return server.resources;
  if (call.kind === 'prompt') return server.prompts;
  const pin = server.pins.get(call.name);
  return pin !== undefined && pin === call.pin;
};

/** A readable name of what the call is about; a server the profile does not know is named by its id. */
export const target = ({ server, call }: Facts): string => describe(call, server?.name ?? call.serverId);
