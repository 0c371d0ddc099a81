import { consoleRoutes, type ConsoleRoute } from '@archestra/contracts';
import { afterAll, describe, expect, it } from '@jest/globals';
import { columns, expectations, type RouteName } from './expectation.ts';
import { statusOf, type Scope } from './request.ts';
import { useWorld } from './world.ts';

const routes = Object.entries(consoleRoutes) as [RouteName, ConsoleRoute][];
const letters: Record<string, number> = { x: 403, '0': 404, '-': 401 };

describe('every role and every kind of token on every route', () => {
  const world = useWorld();
  let asked = 0;
  afterAll(
    () => void process.stdout.write(`${routes.length} routes, ${columns.length} kinds of callers, ${asked} requests\n`),
  );

  it('leaves no route out', () => {
    expect(Object.keys(expectations).sort()).toEqual(routes.map(([name]) => name).sort());
    for (const [name, { own, other, foreign }] of Object.entries(expectations))
      for (const line of [own, other, foreign])
        expect([name, line?.length ?? columns.length]).toEqual([name, columns.length]);
  });

  it.each(routes)('%s', async (name, route) => {
    const { ok, ...lines } = expectations[name];
    const expected: unknown[] = [];
    const seen: unknown[] = [];
    for (const [scope, line] of Object.entries(lines) as [Scope, string][])
      for (const [index, column] of columns.entries()) {
        const letter = line[index] ?? '';
        expected.push(`${scope} ${column} ${letters[letter] ?? ok}`);
        seen.push(`${scope} ${column} ${await statusOf(world, [name, route], scope, column)}`);
        asked += 1;
      }
    expect(seen).toEqual(expected);
  });
});
