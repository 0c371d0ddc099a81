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
const found = (views: McpServerView[], isSynced = true) => adoptable({ list: () => views, isSynced }, wish);

describe('the object an approved server came from', () => {
  it('is adopted as long as it says what was approved', () => {
    expect(found([view()])).toMatchObject({ name: 'applied', uid: 'u1', generation: 3 });
    expect(() => found([view({ image: 'localhost/evil:1' })])).toThrow(/changed after it was approved/);
    expect(() => found([view({ transport: 'bridge', command: ['sh'] })])).toThrow(/changed after it was approved/);
  });

  it('is not looked for again once it is ours, nor taken from another', () => {
    const identity = { organizationId: 'acme', installationId: 'tides', instance: 'shared' };
    expect(found([view(identity)], false)).toBeUndefined();
    expect(found([view({ ...identity, installationId: 'other' })])).toBeUndefined();
  });

  it('is waited for while the cluster is not known, and done without when it is gone', () => {
    expect(() => found([], false)).toThrow(/not known yet/);
    expect(found([])).toBeUndefined();
    expect(found([{ ...view(), uid: 'u2' }])).toBeUndefined();
    expect(found([{ ...view(), namespace: 'elsewhere' }])).toBeUndefined();
  });
});
