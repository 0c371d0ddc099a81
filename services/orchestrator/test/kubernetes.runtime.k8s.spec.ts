import { describe } from '@jest/globals';
import { useClusterWorld } from './cluster-world.ts';
import { describeRuntime } from './runtime.suite.ts';

describe('pods of a real cluster', () => {
  const world = useClusterWorld({ limits: { cpu: '1', memory: '300Mi', ephemeralStorage: '256Mi' } });

  describeRuntime({
    name: 'kubernetes',
    sandboxed: true,
    makeRuntime: () => world().runtime(),
    variables: ['HOME', 'HOSTNAME', 'PATH', 'PORT', 'TMPDIR'],
    boundsProcesses: false,
    hidesParents: false,
    startMs: 60_000,
  });
});
