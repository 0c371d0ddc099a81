import { describe, expect, it } from '@jest/globals';
import type { ServerPhase, ServerStatus } from '@archestra/contracts';
import type { Instance } from './instance.ts';
import { InstanceState } from './instance-state.ts';
import { statusOf } from './server-status.ts';

/** A copy in some phase; one that does not run has no sandbox. */
const copy = (phase: ServerPhase, sandbox?: ServerStatus['sandbox']): Instance => {
  const state = new InstanceState();
  state.become(phase, phase);
  return { sandbox, violations: state.violations, view: () => state.view('shared', undefined) } as unknown as Instance;
};
const status = (instances: readonly Instance[], isRemote = false): ServerStatus =>
  statusOf({ serverId: 'x', isRemote, instances, resting: { phase: 'asleep', message: '' } });

describe('the sandbox of a server', () => {
  it.each<ServerPhase>(['preparing', 'starting', 'backoff', 'failed', 'asleep', 'stopped'])(
    'is not known while it is %s, so that nobody is warned of a missing one',
    (phase) => {
      expect(status([copy(phase)]).sandbox).toBeNull();
    },
  );

  it('is not known without any copy', () => {
    expect(status([]).sandbox).toBeNull();
  });

  it.each(['bubblewrap', 'none', 'pod'] as const)('is that of the copy that runs: %s', (sandbox) => {
    expect(status([copy('asleep'), copy('running', sandbox)]).sandbox).toBe(sandbox);
  });

  it('is elsewhere for a remote server, whether it is connected or not', () => {
    expect(status([copy('failed')], true).sandbox).toBe('remote');
  });
});
