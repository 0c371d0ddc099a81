import { setTimeout as pause } from 'node:timers/promises';
import { consoleRoutes, type McpServerSummary, type PackageSource } from '@archestra/contracts';
import type { z } from 'zod';
import { ConsoleClient } from '../console/console.client.ts';
import type { Addresses, Credentials } from '../plan/addresses.ts';
import { StepFailure } from '../progress/failure.ts';

/** What a first look needs: a profile and a token for it. */
export interface Demo {
  profileId: string;
  token: string;
}

const PROFILE = 'Default';
const READY_WITHIN_MS = 180_000;

type Package = z.input<typeof PackageSource>;

/** The one the platform is tested with. */
const VERSION = '2026.8.31';

const npm = (name: string, more: Partial<Package> = {}): Package => ({
  kind: 'package',
  registry: 'npm',
  package: name,
  version: VERSION,
  ...more,
});

const servers = [
  {
    name: 'everything',
    title: 'Everything',
    description: 'The reference server of the MCP project: one of each kind of tool, resource and prompt.',
    version: VERSION,
    source: npm('@modelcontextprotocol/server-everything'),
  },
] as const;
/** Part of every organization; answered for by the knowledge service. */
const BUILT_IN = 'memories';

/** The demo of an earlier start while it still works, else a new one. Servers that are there already are kept. */
export const ensureDemo = async (
  addresses: Addresses,
  credentials: Credentials,
  known: Demo | undefined,
): Promise<Demo> => {
  if (known && (await stillWorks(addresses, known))) return known;
  const api = new ConsoleClient(addresses.consoleUrl);
  await api.signIn(credentials.adminEmail, credentials.adminPassword).catch((cause: unknown) => {
    throw new StepFailure(
      'The demo profile is gone and the administrator has another password by now.',
      'Create a profile in the console; ./start needs no demo.',
      { cause },
    );
  });
  const installed = await Promise.all([...servers.map((server) => ensureServer(api, server)), ready(api, BUILT_IN)]);
  const profileId = await ensureProfile(api);
  for (const { id } of installed) await grantAll(api, profileId, id);
  const { secret } = await api.call(consoleRoutes.createToken, { body: { name: './start' } });
  return { profileId, token: secret };
};

const stillWorks = async ({ gatewayUrl }: Addresses, { profileId, token }: Demo): Promise<boolean> => {
  const response = await fetch(`${gatewayUrl}/v1/mcp/${profileId}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  });
  return response.ok && (await response.text()).includes('echo');
};

const ensureServer = async (api: ConsoleClient, server: (typeof servers)[number]): Promise<McpServerSummary> => {
  const { items } = await api.call(consoleRoutes.listServers, { query: { limit: 200 } });
  if (!items.some(({ name }) => name === server.name)) await api.call(consoleRoutes.createServer, { body: server });
  return ready(api, server.name);
};

const ready = async (api: ConsoleClient, wanted: string): Promise<McpServerSummary> => {
  let message = 'it did not appear';
  for (const end = Date.now() + READY_WITHIN_MS; Date.now() < end; await pause(200)) {
    const { items } = await api.call(consoleRoutes.listServers, { query: { limit: 200 } });
    const found = items.find(({ name }) => name === wanted);
    if (found?.status === 'ready') return found;
    message = found?.statusMessage ?? message;
    if (found?.status === 'failed') break;
  }
  throw new StepFailure(
    `The server ${wanted} is not ready: ${message}`,
    'Look at ./start --logs orchestrator and at the server in the console.',
  );
};

const ensureProfile = async (api: ConsoleClient): Promise<string> => {
  const { items } = await api.call(consoleRoutes.listProfiles, { query: { limit: 200 } });
  const known = items.find(({ name }) => name === PROFILE);
  const body = {
    name: PROFILE,
    description: 'Made by ./start for a first look.',
    access: { everyone: true, teamIds: [], userIds: [] },
  };
  return (known ?? (await api.call(consoleRoutes.createProfile, { body }))).id;
};

const grantAll = async (api: ConsoleClient, profileId: string, serverId: string): Promise<void> => {
  const { installation } = await api.call(consoleRoutes.getServer, { params: { id: serverId } });
  const tools = installation.tools.map(({ name }) => name);
  await api.call(consoleRoutes.setProfileServer, { params: { id: profileId, serverId }, body: { tools } });
};
