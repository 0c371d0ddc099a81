import { orchestratorEvents, registryEvents, type EventContract } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { toServerFact } from './server-fact.ts';

const time = '2026-11-21T04:00:00.000Z';
const event = ({ type }: EventContract, data: object) =>
  ({
    specversion: '1.0',
    id: 'e',
    source: 'archestra/orchestrator',
    type,
    time,
    datacontenttype: 'application/json',
    organization: 'o',
    data,
  }) as const;

describe('a fact about a server', () => {
  it.each<[string, EventContract, string | undefined, boolean]>([
    ['started', orchestratorEvents.serverStarted, 'starting', true],
    ['stopped', orchestratorEvents.serverStopped, 'stopped', false],
    ['crashed', orchestratorEvents.serverCrashed, 'failed', false],
    ['failed', orchestratorEvents.serverFailed, 'failed', false],
    ['tools changed', orchestratorEvents.serverChangedTools, undefined, true],
  ])('that it %s has its meaning', (_, contract, status, wantsDiscovery) => {
    const fact = toServerFact(event(contract, { serverId: 's', name: 'n', message: 'why' }));
    expect(fact).toMatchObject({
      organizationId: 'o',
      serverId: 's',
      eventId: 'e',
      at: new Date(time),
      wantsDiscovery,
    });
    expect(fact?.state?.status).toBe(status);
  });

  it('has a message that can be stored and shown', () => {
    const fact = toServerFact(
      event(orchestratorEvents.serverFailed, { serverId: 's', name: 'n', message: `a\u0000\nb${'x'.repeat(2_000)}` }),
    );
    expect(fact?.state?.message).toMatch(/^a bx+$/);
    expect(fact?.state?.message.length).toBe(1_000);
  });

  it('is nothing else', () => {
    expect(toServerFact(event(registryEvents.profileCreated, { id: 'p', name: 'n' }))).toBeUndefined();
  });
});
