import type { Draft } from './draft.ts';

/** Published servers that are good for a first look. */
export const examples: readonly { label: string; draft: Partial<Draft> }[] = [
  {
    label: 'Everything',
    draft: {
      package: '@modelcontextprotocol/server-everything',
      version: '2026.8.31',
      title: 'Everything',
      name: 'everything',
      description: 'Shows every feature of the protocol. Good for a first call.',
    },
  },
  {
    label: 'Filesystem',
    draft: {
      package: '@modelcontextprotocol/server-filesystem',
      version: '2026.8.31',
      title: 'Filesystem',
      name: 'filesystem',
      description: 'Reads and writes files in the directories it is given.',
    },
  },
  {
    label: 'Memory',
    draft: {
      package: '@modelcontextprotocol/server-memory',
      version: '2026.8.31',
      title: 'Memory graph',
      name: 'memory',
      description: 'Keeps a small knowledge graph.',
    },
  },
];
