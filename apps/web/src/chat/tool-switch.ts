import type { ProfileTool } from '@archestra/contracts';

/** Names of tools that are off, after some of them were switched. */
export const withTools = (disabled: readonly string[], names: readonly string[], isOn: boolean): string[] => {
  const rest = disabled.filter((name) => !names.includes(name));
  return isOn ? rest : [...rest, ...names];
};

/** Tools under the name of their server, in the order they came. */
export const groupByServer = (tools: readonly ProfileTool[]): [string, ProfileTool[]][] => {
  const groups = new Map<string, ProfileTool[]>();
  for (const tool of tools) groups.set(tool.serverName, [...(groups.get(tool.serverName) ?? []), tool]);
  return [...groups];
};

/** `12 tools`, `10 of 12 tools`, `No tools`: what a chat may call. */
export const toolWords = (tools: readonly ProfileTool[] | undefined, disabled: readonly string[]): string => {
  const there = tools?.filter(({ exposedName }) => exposedName !== null) ?? [];
  const on = there.filter(({ exposedName }) => exposedName !== null && !disabled.includes(exposedName));
  if (there.length === 0) return tools === undefined ? 'Tools' : 'No tools';
  if (on.length < there.length) return `${on.length} of ${there.length} tools`;
  return `${there.length} tool${there.length === 1 ? '' : 's'}`;
};
