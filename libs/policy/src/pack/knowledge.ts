import { PRIVATE, STORED, table, type ContractPack } from './pack.ts';

/** Memories of one person, kept by the platform. The same reasoning as for the memory graph: notes must not wash a session clean. */
export const knowledge: ContractPack = {
  source: 'builtin:knowledge',
  reviewed: '0.1.0',
  tools: table([
    ['list_memories', 'none', STORED, "The person's notes, some of them written by untrusted sessions."],
    ['set_memory', 'write', PRIVATE, "Keeps one note among the person's own; returns its own arguments."],
    [
      'delete_memory',
      'write',
      PRIVATE,
      "Removes one of the person's own notes, which set_memory could empty as well; fixed sentence.",
    ],
  ]),
};
