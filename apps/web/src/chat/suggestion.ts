import type { ProfileTool } from '@archestra/contracts';

/** A first message that somebody may begin with: what it does, and its words. */
export interface Suggestion {
  title: string;
  text: string;
}

const plain = (name: string): string => name.replace(/[_-]+/g, ' ').trim();
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

type Rule = [is: RegExp, say: (server: string, tool: string) => Suggestion];

// Only tools that read: what a newcomer tries first must change nothing.
const rules: readonly Rule[] = [
  [/^list_memories$/, () => ({ title: 'What you remember', text: 'What do you remember about me?' })],
  [/^echo$/, (server) => ({ title: `Try ${server}`, text: `Say hello with the echo tool of ${server}.` })],
  [
    /^(?:list|directory)/,
    (server, tool) => ({
      title: `Look around in ${server}`,
      text: `Use ${tool} of ${server}, and tell me what is there.`,
    }),
  ],
  [
    /^(?:search|find|query)/,
    (server, tool) => ({
      title: `${capital(tool)} in ${server}`,
      text: `${capital(tool)} in ${server} for what changed this week, and sum it up.`,
    }),
  ],
  [
    /^(?:read|fetch|describe|show)/,
    (server, tool) => ({
      title: `${capital(tool)} with ${server}`,
      text: `What can ${tool} of ${server} do? Show me an example.`,
    }),
  ],
];

const MOST = 4;

/** First messages that use the tools at hand: one for each server, servers in their order, at most four. */
export const suggestionsFor = (tools: readonly ProfileTool[]): Suggestion[] => {
  const found = new Map<string, Suggestion>();
  for (const [is, say] of rules) {
    for (const { serverName, tool, exposedName } of tools) {
      if (exposedName === null || found.has(serverName) || !is.test(tool)) continue;
      found.set(serverName, say(plain(serverName), plain(tool)));
    }
  }
  const order = [...new Set(tools.map(({ serverName }) => serverName))];
  return order.flatMap((name) => found.get(name) ?? []).slice(0, MOST);
};
