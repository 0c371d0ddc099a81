import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServerConnection } from '../src/connection/connection.ts';
import { connectRunning } from '../src/connection/running.connector.ts';
import { ProcessRuntime } from '../src/runtime/process.runtime.ts';
import { callTool, conversation, request } from './direct-call.ts';
import { openEgressWorld, type EgressWorld } from './egress-world.ts';
import { publishedPython } from './published-package.ts';

const ref = {
  organizationId: '018f0000-0000-7000-8000-000000000001',
  serverId: '018f0000-0000-7000-8000-000000000401',
  instance: 'shared',
};

// As it runs in production: in a room of its own, on the pipes it inherits from there.
describe('a published server of the Python index, as a process', () => {
  const dataFolder = mkdtempSync('/tmp/archestra-python-');
  let egress: EgressWorld;
  let connection: ServerConnection;

  beforeAll(async () => {
    egress = await openEgressWorld();
    const runtime = new ProcessRuntime({
      dataFolder: join(dataFolder, '.archestra'),
      requireSandbox: true,
      memoryBytes: 500_000_000,
      limits: { processes: 64, openFiles: 1_024 },
      path: process.env['PATH'] ?? '/usr/bin:/bin',
      directories: [],
    });
    const server = await runtime.launch({
      ...ref,
      name: 'time',
      workload: { kind: 'package', ...(await publishedPython(tmpdir())), directories: [] },
      environment: {},
      secrets: {},
      egress: await egress.egress.prepare(ref, []),
      limits: {},
    });
    connection = await connectRunning(server, conversation());
  }, 300_000);
  afterAll(async () => {
    await connection?.close(2_000);
    await egress?.close();
    rmSync(dataFolder, { recursive: true, force: true });
  });

  it('lists its tools and answers', async () => {
    const { tools } = (await request(connection, 'tools/list', {})) as { tools: { name: string }[] };
    expect(tools.map(({ name }) => name).sort()).toEqual(['convert_time', 'get_current_time']);
    const answer = await callTool(connection, 'convert_time', {
      source_timezone: 'UTC',
      time: '12:00',
      target_timezone: 'Asia/Tokyo',
    });
    expect(answer).toContain('+9.0h');
  });
});
