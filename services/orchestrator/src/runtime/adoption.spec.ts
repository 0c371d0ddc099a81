import { ImageSource } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { McpServerSpec, McpServerStatus, type McpServerSpecInput, type McpServerView } from '../cluster/mcp-server.ts';
import { adoptable } from './adoption.ts';
import type { LaunchSpec } from './runtime.ts';

const source = ImageSource.parse({ kind: 'image', image: 'localhost/tides:1', transport: 'attach' });
const wish: LaunchSpec = {
  organizationId: 'acme',
  serverId: 'tides',
  instance: 'shared',
  name: 'tides',
  workload: source,
  environment: {},
  secrets: {},
  egress: undefined,
  limits: {},
  adopts: { namespace: 'servers', uid: 'u1', source },
};
const view = (spec: Partial<McpServerSpecInput> = {}): McpServerView => ({
  name: 'applied',
  namespace: 'servers',
  uid: 'u1',
  generation: 3,
  spec: McpServerSpec.parse({ transport: 'attach', image: 'localhost/tides:1', ...spec }),
  status: McpServerStatus.parse({}),
  isCurrent: true,
});
const found = (views: McpServerView[], isSynced = true) => adoptable({ list: () => views, isSynced }, wish, 60);

describe('the object an approved server came from', () => {
  it('is adopted as long as it says what was approved', async () => {
    await expect(found([view()])).resolves.toMatchObject({ name: 'applied', uid: 'u1', generation: 3 });
    await expect(found([view({ image: 'localhost/evil:1' })])).rejects.toThrow(/changed after it was approved/);
    await expect(found([view({ transport: 'bridge', command: ['sh'] })])).rejects.toThrow(
      /changed after it was approved/,
    );
  });

  it('is not looked for again once it is ours, nor taken from another', async () => {
    const identity = { organizationId: 'acme', installationId: 'tides', instance: 'shared' };
    await expect(found([view(identity)], false)).resolves.toBeUndefined();
    await expect(found([view({ ...identity, installationId: 'other' })])).resolves.toBeUndefined();
  });

  it('is found as soon as the cluster is known', async () => {
    let known: McpServerView[] = [];
    const servers = {
      list: () => known,
      get isSynced() {
        return known.length > 0;
      },
    };
    setTimeout(() => (known = [view()]), 20);
    await expect(adoptable(servers, wish)).resolves.toMatchObject({ uid: 'u1' });
  });

  it('is waited for while the cluster is not known, and done without when it is gone', async () => {
    await expect(found([], false)).rejects.toThrow(/not known yet/);
    await expect(found([])).resolves.toBeUndefined();
    await expect(found([{ ...view(), uid: 'u2' }])).resolves.toBeUndefined();
    await expect(found([{ ...view(), namespace: 'elsewhere' }])).resolves.toBeUndefined();
  });
});
