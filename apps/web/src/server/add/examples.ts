import type { Draft } from './draft.ts';

interface Example {
  label: string;
  draft: Partial<Draft> & Pick<Draft, 'package'>;
  /** What only whoever tries it can add. */
  note?: string;
}

/** Published servers that are good for a first look. */
export const examples: readonly Example[] = [
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
      directories: [{ path: '', writable: false }],
    },
    note: 'It needs a directory to start: one that SERVER_DIRECTORIES opens on the host, as a directory and once more under Arguments.',
  },
  {
    label: 'Memory',
    draft: {
      package: '@modelcontextprotocol/server-memory',
      version: '2026.8.31',
      title: 'Memory graph',
      name: 'memory',
      description: 'Keeps a small knowledge graph.',
      // Left alone it writes beside its own code, which is read only here; its home is what stays.
      environment: [{ name: 'MEMORY_FILE_PATH', value: '/home/server/memory.json' }],
    },
  },
];

/** What has to be added by hand to the example that a draft began with. */
export const noteFor = (draft: Draft): string | undefined =>
  examples.find((example) => draft.kind === 'npm' && example.draft.package === draft.package.trim())?.note;
