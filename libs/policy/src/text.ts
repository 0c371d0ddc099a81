import type { Call } from './policy.ts';

const LIMIT = 120;

/** A name for a person's eyes: cut, quoted, and without characters that are invisible or move the text around. */
export const quote = (name: string): string => {
  const cut = name.length > LIMIT ? `${name.slice(0, LIMIT)}…` : name;
  return `"${cut.replace(/[\p{C}\p{Zl}\p{Zp}"]/gu, '\uFFFD')}"`;
};

/** `tool "read_graph" of "memory"`: what a call is about, by the name the profile gives the server. */
export const describe = (call: Call, serverName: string): string =>
  `${call.kind} ${quote(call.name)} of ${quote(serverName)}`;
