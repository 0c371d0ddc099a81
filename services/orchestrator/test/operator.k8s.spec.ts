import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  applyDefinition,
  eventually,
  instanceOf,
  listening,
  TestNamespace,
  timed,
  waiting,
} from './operator.fixture.ts';
import type { Operator } from '../src/operator/operator.ts';

jest.setTimeout(120_000);

describe('the operator on a real cluster', () => {
  const space = new TestNamespace();
  let operator: Operator;

  beforeAll(async () => {
    await applyDefinition();
    await space.create();
    operator = await space.started();
  });
  afterAll(() => space.destroy());

  it('makes a server run, and leaves nothing of it', async () => {
    const { servers } = operator;
    await timed('apply', () => servers.apply(instanceOf('web', listening, { TOKEN: 'planted-secret' })));
    const view = await timed('apply to ready', () => servers.ready('web', { timeoutMs: 60_000 }));
    expect(view.status).toMatchObject({
      podName: expect.stringMatching(/^web-/),
      address: expect.stringMatching(/:8080$/),
    });
    expect(view.status.imageDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(view.status.conditions.map(({ type, status }) => [type, status])).toEqual([
      ['Ready', 'True'],
      ['Progressing', 'False'],
      ['Approved', 'True'],
    ]);
    for (const address of [view.status.podAddress, view.status.address]) {
      const answer = await eventually(() => fetch(`http://${address ?? ''}/nothing`));
      expect(answer.status).toBe(404);
    }
    await servers.remove('web');
    await timed('remove to gone', () => servers.gone('web', { timeoutMs: 60_000 }));
    for (const kind of ['Deployment', 'Service', 'Secret', 'ServiceAccount', 'NetworkPolicy', 'Pod'] as const) {
      expect([kind, await space.made(kind)]).toEqual([kind, []]);
    }
    expect(space.reports).toEqual([]);
  });
});
