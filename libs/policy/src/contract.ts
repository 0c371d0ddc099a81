import type { ContractOrigin, ToolContract } from '@archestra/contracts';
import { MOST_RESTRICTIVE } from './label.ts';
import { packs } from './pack/packs.ts';
import type { Call } from './policy.ts';

/** What holds for a tool nobody reviewed: it may send data anywhere, and its result may come from anybody and is for nobody. */
export const DEFAULT_CONTRACT: ToolContract = Object.freeze({ effect: 'egress', output: MOST_RESTRICTIVE });

/**
 * The server id that stands for the client itself in contracts, policies and block rules: tools a client brings that no profile
 * grants. A fixed UUID (version 8) that the registry never gives out.
 */
export const CLIENT_SERVER = '00000000-0000-8000-8000-00000000c11e';

/** Key of an administrator's contract. A server id is a UUID and holds no line break, so two keys never collide. */
export const contractKey = (serverId: string, tool: string): string => `${serverId}\n${tool}`;

/** A contract and where it came from. */
export interface FoundContract {
  readonly origin: ContractOrigin;
  readonly contract: ToolContract;
}

type Contracts = ReadonlyMap<string, ToolContract>;

/** The contract in force for a tool: the administrator's, else the reviewed pack's for that source, else the most restrictive one. */
export const toolContract = (
  contracts: Contracts,
  tool: { serverId: string; source: string; name: string },
): FoundContract => {
  const own = contracts.get(contractKey(tool.serverId, tool.name));
  if (own) return { origin: 'administrator', contract: own };
  // What a client says it is proves nothing.
  const reviewed = tool.serverId === CLIENT_SERVER ? undefined : packs.get(tool.source)?.tools.get(tool.name);
  if (reviewed) return { origin: 'pack', contract: reviewed };
  return { origin: 'none', contract: DEFAULT_CONTRACT };
};

/** The contract in force for any kind of call. Reading a resource or a prompt has no effect; its content is a source like any other. */
export const contractOf = (contracts: Contracts, call: Call): ToolContract => {
  if (call.kind === 'tool') return toolContract(contracts, call).contract;
  const pack = packs.get(call.source);
  const reviewed = call.kind === 'resource' ? pack?.resources : pack?.prompts;
  return { effect: 'none', output: reviewed?.output ?? MOST_RESTRICTIVE };
};
