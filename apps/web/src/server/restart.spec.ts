import { describe, expect, it } from '@jest/globals';
import type { LiveEvent } from '@archestra/contracts';
import { nextStep, type RestartStep } from './restart.ts';

type Fact = Extract<LiveEvent, { kind: 'server' }>;
const fact = (change: Fact['change'], status: Fact['status'] = null): Fact => ({
  kind: 'server',
  serverId: 's',
  name: 's',
  change,
  status,
  message: '',
});

describe('nextStep', () => {
  it.each<[string, Fact[], RestartStep]>([
    ['nothing has happened yet', [], 'asked'],
    ['the new process runs', [fact('stopped'), fact('started')], 'started'],
    ['it has named its tools', [fact('started'), fact('changed', 'starting'), fact('changed', 'ready')], 'done'],
    ['only the old process was ready', [fact('changed', 'ready')], 'asked'],
    ['it crashed', [fact('started'), fact('crashed')], 'failed'],
    ['it never started', [fact('failed')], 'failed'],
    ['the registry gave it up', [fact('started'), fact('changed', 'failed')], 'failed'],
    ['it was done before it crashed', [fact('started'), fact('changed', 'ready'), fact('crashed')], 'done'],
  ])('%s', (_, facts, step) => {
    expect(facts.reduce<RestartStep>(nextStep, 'asked')).toBe(step);
  });
});
