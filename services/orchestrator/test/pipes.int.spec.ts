import { mkdtempSync, rmSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ProcessRuntime } from '../src/runtime/process.runtime.ts';
import type { RunningServer } from '../src/runtime/runtime.ts';
import { openEgressWorld, type EgressWorld } from './egress-world.ts';

const O_NONBLOCK = 0o4000;
const instance = {
  organizationId: '018f0000-0000-7000-8000-000000000001',
  serverId: '018f0000-0000-7000-8000-000000000402',
  instance: 'shared',
};
/** Says how its own three pipes are opened, and then waits for a line as naive programs do. */
const program = 'cat /proc/self/fdinfo/0 /proc/self/fdinfo/1 /proc/self/fdinfo/2; head -n 1';

/** Python takes "nothing yet" of a non-blocking pipe for its end; C programs lose what they print. */
describe('the pipes a server inherits', () => {
  const folder = mkdtempSync('/tmp/archestra-pipes-');
  let egress: EgressWorld;

  const launch = async (how: { room: boolean; sandboxed: boolean; secrets: Record<string, string> }) => {
    const runtime = new ProcessRuntime({
      dataFolder: `${folder}/.archestra`,
      requireSandbox: how.sandboxed,
      memoryBytes: 300_000_000,
      limits: { processes: 64, openFiles: 1_024 },
      path: how.sandboxed ? (process.env['PATH'] ?? '/usr/bin:/bin') : '/nonexistent',
      directories: [],
    });
    return runtime.launch({
      ...instance,
      name: 'pipes',
      workload: { kind: 'package', folder, command: ['/bin/sh', '-c', program], environment: {}, directories: [] },
      environment: { PATH: '/usr/bin:/bin' },
      secrets: how.secrets,
      egress: how.room ? await egress.egress.prepare(instance, []) : undefined,
      limits: {},
    });
  };
  const answer = async ({ endpoint, exited }: RunningServer): Promise<string> => {
    if (endpoint.kind !== 'pipes') throw new Error('no pipes');
    const printed = text(endpoint.stdout);
    setTimeout(() => endpoint.stdin.end('late\n'), 300);
    await exited;
    return printed;
  };

  beforeAll(async () => {
    egress = await openEgressWorld();
  });
  afterAll(async () => {
    await egress.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['in a room', { room: true, sandboxed: true, secrets: {} }],
    ['in a room, with secrets', { room: true, sandboxed: true, secrets: { TOKEN: 'x' } }],
    ['without a room', { room: false, sandboxed: true, secrets: {} }],
    ['without a sandbox', { room: false, sandboxed: false, secrets: {} }],
  ])('wait for what comes: %s', async (_, how) => {
    const printed = await answer(await launch(how));
    const flags = [...printed.matchAll(/^flags:\t(\d+)$/gm)].map(([, octal = '']) => parseInt(octal, 8));
    expect(flags.map((all) => all & O_NONBLOCK)).toEqual([0, 0, 0]);
    expect(printed).toMatch(/late\n$/);
  });
});
