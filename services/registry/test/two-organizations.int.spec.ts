import { describe, expect, it } from '@jest/globals';
import { random } from './dice.ts';
import { Tenant } from './tenant.ts';
import { served } from './story.ts';
import { until, useWorld } from './world.ts';

const OPERATIONS = 5_200;

describe('two organizations with the same names', () => {
  const use = useWorld({ RECONCILE_MS: '2000', SWEEP_MS: '1000', TRIAL_POLL_MS: '500' });

  it(`tell and change nothing of each other in ${OPERATIONS} random operations`, async () => {
    const world = use();
    const seed = Date.now() % 2 ** 31;
    const [a, b] = [new Tenant(world, 'alpha-only', random(seed)), new Tenant(world, 'beta-only', random(seed + 1))];
    a.neighbour = b;
    b.neighbour = a;
    const live = async (tenant: Tenant): Promise<void> => {
      while (tenant.operations < OPERATIONS / 2) await tenant.act();
    };
    await Promise.all([live(a), live(b)]).catch((error: unknown) => {
      throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
    });
    // A run in which nothing was refused has tried nothing.
    expect(Math.min(a.refusals, b.refusals)).toBeGreaterThan(100);
    for (const tenant of [a, b]) {
      const other = tenant === a ? b : a;
      for (const id of tenant.profiles.values()) {
        const entry = await until(
          () => world.profiles.get(id),
          (found) => found !== undefined,
        );
        expect(entry?.organizationId).toBe(tenant.organizationId);
        expect(JSON.stringify(entry)).not.toContain(other === a ? 'alpha-only' : 'beta-only');
        expect(served(world, id)?.length).toBeLessThanOrEqual(6);
      }
      const { rows } = await world.sql.query<{ foreign_rows: number }>(
        `SELECT count(*)::int AS foreign_rows FROM profile_grant g
           JOIN profile p ON p.id = g.profile_id JOIN installation i ON i.id = g.installation_id
           LEFT JOIN tool t ON t.installation_id = g.installation_id AND t.name = g.tool
          WHERE p.organization_id <> i.organization_id OR p.organization_id <> g.organization_id
             OR t.name IS NULL OR t.pin <> g.pin`,
      );
      expect(rows).toEqual([{ foreign_rows: 0 }]);
    }
  }, 160_000);
});
