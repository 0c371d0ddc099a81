import { gatewayEvents } from '@archestra/contracts';
import { eventually } from '@archestra/testing';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { aCall, useAudit } from './audit.ts';

const REDELIVERED_AFTER_S = 3;

describe('a death in the middle of a batch', () => {
  const service = useAudit();
  beforeAll(() => service.redeliverAfter(REDELIVERED_AFTER_S));
  const organizationId = uuid();
  const publish = async (count: number): Promise<string[]> => {
    const calls = Array.from({ length: count }, () => aCall());
    await Promise.all(
      calls.map((data) =>
        service.publish('gateway', gatewayEvents.toolCallCompleted, { organizationId, id: data.callId, data }),
      ),
    );
    return calls.map(({ callId }) => callId);
  };
  const recorded = async (): Promise<string[]> => {
    const { rows } = await service.sql('SELECT id FROM tool_call WHERE organization_id = $1', [organizationId]);
    return rows.map(({ id }) => id).sort();
  };

  it.each(['stays', 'is killed too'])(
    'delays what was in hand, and loses nothing, when the broker %s',
    async (fate) => {
      const before = await recorded();
      await service.stop();
      const inHand = await publish(40);
      await service.dieHolding(inHand.length);
      const diedAtMs = performance.now();
      await service.start();
      const others = await publish(100);
      await eventually(async () => expect(await recorded()).toEqual(expect.arrayContaining([...before, ...others])));
      if (fate !== 'stays') {
        await service.killBroker();
        await service.restartBroker();
      }
      const all = [...before, ...inHand, ...others].sort();
      await eventually(async () => expect(await recorded()).toEqual(all), 3 * REDELIVERED_AFTER_S * 1_000);
      // Nobody else could have had them before: they were not simply waiting in the stream.
      expect(performance.now() - diedAtMs).toBeGreaterThan((REDELIVERED_AFTER_S - 1) * 1_000);
      await eventually(async () => expect(await service.pending()).toBe(0));
    },
  );
});
