import { PRIVATE, STORED, table, type ContractPack } from './pack.ts';

/**
 * A graph of notes that sessions leave for later sessions. An untrusted session may write to it, so reading it is untrusted:
 * otherwise a note would wash a session clean. Deleting is `write`, because adding and replacing notes can do the same harm.
 */
export const memory: ContractPack = {
  source: 'npm:@modelcontextprotocol/server-memory',
  reviewed: '2026.8.31',
  tools: table([
    ['create_entities', 'write', PRIVATE, 'Adds notes; returns those of its own arguments that were new.'],
    ['create_relations', 'write', PRIVATE, 'Adds links; returns those of its own arguments that were new.'],
    ['add_observations', 'write', PRIVATE, 'Adds sentences; returns those of its own arguments that were new.'],
    ['delete_entities', 'write', PRIVATE, 'Removes notes named in its arguments; fixed sentence.'],
    ['delete_observations', 'write', PRIVATE, 'Removes sentences named in its arguments; fixed sentence.'],
    ['delete_relations', 'write', PRIVATE, 'Removes links named in its arguments; fixed sentence.'],
    ['read_graph', 'none', STORED, 'Notes of earlier sessions, untrusted ones among them.'],
    ['search_nodes', 'none', STORED, 'Notes of earlier sessions, untrusted ones among them.'],
    ['open_nodes', 'none', STORED, 'Notes of earlier sessions, untrusted ones among them.'],
  ]),
  resources: { output: STORED, reason: 'The graph itself: notes of earlier sessions, untrusted ones among them.' },
};
