import { describe, expect, it } from '@jest/globals';
import type { InstallationStatus, ServerSource, ServerStatus } from '@archestra/contracts';
import { sandboxWords, stateWords } from './server-words.ts';

const runtime = (part: Partial<ServerStatus>) => part as ServerStatus;
const packaged: ServerSource = {
  kind: 'package',
  registry: 'npm',
  package: 'x',
  version: '1',
  arguments: [],
  environment: {},
  directories: [],
  egressHosts: [],
  limits: {},
};

describe('stateWords', () => {
  it.each<[InstallationStatus, ServerStatus | null, string]>([
    ['ready', null, 'Ready'],
    ['ready', runtime({ phase: 'running' }), 'Ready'],
    ['ready', runtime({ phase: 'backoff' }), 'Crashed, starts again'],
    ['ready', runtime({ phase: 'starting' }), 'Starting'],
    ['pending', runtime({ phase: 'preparing' }), 'Installing'],
    ['failed', runtime({ phase: 'preparing' }), 'Failed'],
    ['ready', runtime({ phase: 'asleep' }), 'Asleep'],
    ['stopped', runtime({ phase: 'stopped' }), 'Stopped'],
  ])('%s with %p: %s', (status, state, label) => {
    expect(stateWords(status, state).label).toBe(label);
  });
});

describe('sandboxWords', () => {
  it('never calls a program sandboxed before it is known to be', () => {
    expect(sandboxWords(packaged, null).tone).toBe('neutral');
    expect(sandboxWords(packaged, runtime({ sandbox: null })).label).toBe('Sandbox not known yet');
    expect(sandboxWords(packaged, runtime({ sandbox: 'none' }))).toMatchObject({
      label: 'No sandbox',
      tone: 'warning',
    });
    expect(sandboxWords(packaged, runtime({ sandbox: 'bubblewrap' }))).toMatchObject({
      label: 'Sandboxed',
      tone: 'success',
    });
  });
});
