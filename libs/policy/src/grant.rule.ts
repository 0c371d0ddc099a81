import { hasProfile, isClientTool, target } from './facts.ts';
import { deny, type Rule } from './rule.ts';
import { quote } from './text.ts';

const refresh = 'List the tools of this profile again and use what it lists.';
const askGrant = 'Ask an administrator to add it to the profile.';

/** The profile must exist in the organization the call is made for; a tool of the client is in none. */
export const unknownProfile: Rule = ({ policy, call }) =>
  hasProfile(policy, call) || isClientTool(call)
    ? undefined
    : deny('unknown-profile', 'This profile does not exist.', ['Check the address of the profile.']);

/** The server must be in the profile and be the program the caller takes it for. */
export const unknownServer: Rule = ({ server, call }) =>
  server?.source === call.source
    ? undefined
    : deny('unknown-server', 'This server is not part of the profile.', [refresh, askGrant]);

/** The tool must be granted by its exact name; content must come from a server that declared to have some. */
export const unknownTool: Rule = ({ server, call }) => {
  if (isClientTool(call)) return undefined;
  const known = call.kind === 'tool' ? server?.pins.has(call.name) : server?.[`${call.kind}s`];
  return known
    ? undefined
    : deny('unknown-tool', `The profile grants no ${call.kind} ${quote(call.name)}.`, [refresh, askGrant]);
};

/** The definition must be the one that was granted; a call that does not say which one it saw has not seen it. */
export const changedDefinition: Rule = ({ server, call }) => {
  if (call.kind !== 'tool' || isClientTool(call) || server?.pins.get(call.name) === call.pin) return undefined;
  const message = `The definition of the tool ${quote(call.name)} is not the one that was granted.`;
  return deny('definition-changed', message, [refresh, 'Ask an administrator to review the changed tool.']);
};

/** An administrator's block rule speaks about the whole server or about one tool by its exact name, in one profile or in all. */
export const blocked: Rule = (facts) => {
  const { policy, call } = facts;
  const rule = policy.blocks
    .get(call.serverId)
    ?.find(
      ({ tool, profileId }) =>
        (tool === null || (call.kind === 'tool' && tool === call.name)) &&
        (profileId === null || profileId === call.profileId),
    );
  if (!rule) return undefined;
  const message = `An administrator blocked the ${target(facts)}.`;
  return { ...deny('blocked-by-rule', message, ['Ask an administrator to lift the block.']), ruleId: rule.id };
};
