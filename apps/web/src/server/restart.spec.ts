import { describe, expect, it } from '@jest/globals';
import type { InstallationStatus, McpServerDetail, ServerStatus } from '@archestra/contracts';
import { restartState, type RestartState } from './restart.ts';

const BEFORE = '2026-11-21T10:00:00.000Z';
const AFTER = '2026-11-21T10:05:00.000Z';

const detail = (status: InstallationStatus, phase: ServerStatus['phase'] | null, startedAt: string | null) =>
  ({ installation: { status }, runtime: phase && { phase, startedAt } }) as McpServerDetail;

describe('restartState', () => {
  it.each<[string, McpServerDetail, RestartState]>([
    ['the old process still runs', detail('ready', 'running', BEFORE), 'under-way'],
    ['nothing runs', detail('ready', 'starting', null), 'under-way'],
    ['nothing is known of it', detail('ready', null, null), 'under-way'],
    ['the new process has not named its tools', detail('starting', 'running', AFTER), 'under-way'],
    ['the new process is ready', detail('ready', 'running', AFTER), 'done'],
    ['the new process crashed', detail('ready', 'backoff', AFTER), 'failed'],
    ['it was given up', detail('failed', 'running', AFTER), 'failed'],
  ])('%s', (_, now, state) => {
    expect(restartState(BEFORE, now)).toBe(state);
  });
});
