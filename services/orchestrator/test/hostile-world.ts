import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DesiredServer, PackageSource, ServerPhase } from '@archestra/contracts';
import { McpLink, serveMcp } from '@archestra/mcp';
import { provisionNats, connectAs, eventually } from '@archestra/testing';
import type { z } from 'zod';
import { HttpConnector } from '../src/connection/http.connector.ts';
import { ServerLog } from '../src/log/server-log.ts';
import { PackageService } from '../src/package/package.service.ts';
import type { Installer } from '../src/package/installer.ts';
import type { Runtime } from '../src/runtime/runtime.ts';
import { Connector, type WayOuts } from '../src/server/connector.ts';
import { ManagedServer } from '../src/server/managed-server.ts';
import { withoutCredentials } from './without-credentials.ts';
import { ServerFacts } from '../src/server/server.events.ts';

/** Installs the hostile fixture whatever package is asked for. */
const fixtureInstaller: Installer = {
  install: (_source, folder) =>
    Promise.resolve(cpSync(new URL('./fixture/hostile.mjs', import.meta.url), join(folder, 'hostile.mjs'))),
  startOf: (source, folder) =>
    Promise.resolve({ command: ['node', join(folder, 'hostile.mjs'), ...source.arguments], environment: {} }),
};

export interface HostileWorld {
  readonly server: ManagedServer;
  readonly events: { type: string; data: unknown }[];
  readonly dataFolder: string;
  call(
    tool: string,
    args?: unknown,
    options?: {
      timeoutMs?: number;
      onNotification?: (frame: Uint8Array) => void;
      signal?: AbortSignal;
      callId?: string;
    },
  ): Promise<string>;
  until(phase: ServerPhase, timeoutMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** One hostile server on a real broker, run by the given runtime. */
export const openHostileWorld = async (
  nats: Parameters<typeof provisionNats>[0],
  makeRuntime: (dataFolder: string) => Runtime,
  source: Partial<z.output<typeof PackageSource>> = {},
  egress?: WayOuts,
): Promise<HostileWorld> => {
  await provisionNats(nats);
  const dataFolder = mkdtempSync(join(tmpdir(), 'archestra-hostile-'));
  // Without a sandbox the server's own account must be able to walk to its package.
  chmodSync(dataFolder, 0o711);
  const owner = await connectAs(nats, 'orchestrator');
  const caller = await connectAs(nats, 'gateway');
  const link = new McpLink(caller);
  const events: HostileWorld['events'] = [];
  const desired: DesiredServer = {
    id: '018f0000-0000-7000-8000-00000000aaaa',
    organizationId: '018f0000-0000-7000-8000-000000000001',
    name: 'hostile',
    generation: 1,
    fields: [],
    configuration: {},
    source: {
      kind: 'package',
      registry: 'npm',
      package: 'hostile',
      version: '1.0.0',
      arguments: [],
      environment: {},
      directories: [],
      egressHosts: [],
      limits: {},
      ...source,
    },
  };
  const packages = new PackageService(join(dataFolder, 'packages'), { npm: fixtureInstaller, pypi: fixtureInstaller });
  const connector = new Connector(
    packages,
    makeRuntime(dataFolder),
    new HttpConnector({ allowPrivate: false, allowedHosts: [] }),
    egress,
  );
  const { organizationId } = desired;
  const log = new ServerLog(join(dataFolder, 'log', 'server.log'));
  const server = new ManagedServer(desired, {
    connect: (wanted, connecting) => connector.connect(wanted, connecting),
    serve: (serverId, handler) => serveMcp(owner, serverId, handler),
    facts: new ServerFacts({ publish: ({ type }, { data }) => void events.push({ type, data }) }),
    ...withoutCredentials,
    discard: (instance, keeps) => connector.discard({ organizationId, serverId: desired.id, instance }, keeps),
    logOf: () => log,
    report: () => undefined,
  });
  await owner.flush();
  return {
    server,
    events,
    dataFolder,
    call: async (tool, args = {}, { timeoutMs = 10_000, callId, ...options } = {}) => {
      const id = link.nextFrameId();
      const frame = {
        jsonrpc: '2.0',
        id,
        method: 'tools/call',
        params: { name: tool, arguments: args, _meta: { progressToken: id } },
      };
      const bytes = await link.request(desired.id, id, JSON.stringify(frame), {
        context: { organizationId, ...(callId === undefined ? {} : { callId }) },
        timeoutMs,
        ...options,
      });
      const { id: answered, result } = JSON.parse(Buffer.from(bytes).toString('utf8')) as {
        id: number;
        result: { content: { text: string }[] };
      };
      if (answered !== id) throw new Error(`the answer belongs to ${answered}, not to ${id}`);
      return result.content[0]?.text ?? '';
    },
    until: (phase, timeoutMs) =>
      eventually(() => {
        if (server.status().phase !== phase)
          throw new Error(`the server is ${server.status().phase}: ${server.status().message}`);
      }, timeoutMs),
    close: async () => {
      link.close();
      await server.stop();
      await Promise.all([owner.close(), caller.close()]);
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
};
