import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServerConnection } from '../src/connection/connection.ts';
import { connectRunning } from '../src/connection/running.connector.ts';
import { ProcessRuntime } from '../src/runtime/process.runtime.ts';
import { callTool, conversation, request } from './direct-call.ts';
import { publishedPython } from './published-package.ts';

describe('a published server of the Python index, as a process', () => {
  const dataFolder = mkdtempSync('/tmp/archestra-python-');
  let connection: ServerConnection;

  beforeAll(async () => {
    const runtime = new ProcessRuntime({
      dataFolder: join(dataFolder, '.archestra'),
      requireSandbox: true,
      memoryBytes: 500_000_000,
      limits: { processes: 64, openFiles: 1_024 },
      path: process.env['PATH'] ?? '/usr/bin:/bin',
      directories: [],
    });
    const server = await runtime.launch({
      organizationId: '018f0000-0000-7000-8000-000000000001',
      serverId: '018f0000-0000-7000-8000-000000000401',
      instance: 'shared',
      name: 'time',
      workload: { kind: 'package', ...(await publishedPython(tmpdir())), directories: [] },
      environment: {},
      secrets: {},
      egress: undefined,
      limits: {},
    });
    connection = await connectRunning(server, conversation());
  }, 300_000);
  afterAll(async () => {
    await connection?.close(2_000);
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
