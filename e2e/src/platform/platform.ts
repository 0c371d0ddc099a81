import { setTimeout as pause } from 'node:timers/promises';
import { consoleRoutes, type McpServerSummary, type RouteInput } from '@archestra/contracts';
import { ConsoleClient, type Installation } from '@archestra/local';

type NewServer = Extract<RouteInput<typeof consoleRoutes.createServer>['body'], { source: unknown }>;
type Source = NewServer['source'];

const READY_WITHIN_MS = 120_000;

/** An npm server of the MCP project in the version the platform is tested with. */
export const npm = (name: string, more: object = {}): Source => ({
  kind: 'package',
  registry: 'npm',
  package: `@modelcontextprotocol/server-${name}`,
  version: '2026.8.31',
  ...more,
});

/** A running installation with an administrator signed in to its console. */
export class Platform {
  readonly installation: Installation;
  readonly api: ConsoleClient;
  /** Session cookie, for what `ConsoleClient` does not read: streams. */
  readonly cookie: string;

  constructor(installation: Installation, api: ConsoleClient, cookie: string) {
    this.installation = installation;
    this.api = api;
    this.cookie = cookie;
  }

  /** Where MCP clients of a profile connect. */
  endpoint(profileId: string): string {
    return `${this.installation.addresses.gatewayUrl}/v1/mcp/${profileId}`;
  }

  async addServer(name: string, source: Source): Promise<McpServerSummary> {
    await this.api.call(consoleRoutes.createServer, { body: { name, title: name, source } });
    return this.serverReady(name);
  }

  /** Waits until an installed server is ready; throws with its own words when it is not. */
  async serverReady(name: string): Promise<McpServerSummary> {
    let message = 'it did not appear';
    for (const end = Date.now() + READY_WITHIN_MS; Date.now() < end; await pause(200)) {
      const { items } = await this.api.call(consoleRoutes.listServers, { query: { limit: 200 } });
      const found = items.find((item) => item.name === name);
      if (found?.status === 'ready') return found;
      message = found?.statusMessage ?? message;
      if (found?.status === 'failed') break;
    }
    throw new Error(`The server ${name} is not ready: ${message}`);
  }

  async createProfile(name: string): Promise<string> {
    const access = { everyone: true, teamIds: [], userIds: [] };
    return (await this.api.call(consoleRoutes.createProfile, { body: { name, access } })).id;
  }

  /** Grants the given tools of a server, or all it has, and waits until the gateway may serve them. */
  async grant(profileId: string, serverId: string, tools?: readonly string[]): Promise<void> {
    const granted = tools ?? (await this.toolsOf(serverId));
    await this.api.call(consoleRoutes.setProfileServer, {
      params: { id: profileId, serverId },
      body: { tools: [...granted] },
    });
  }

  async toolsOf(serverId: string): Promise<string[]> {
    const { installation } = await this.api.call(consoleRoutes.getServer, { params: { id: serverId } });
    return installation.tools.map(({ name }) => name);
  }

  /** Says of a tool that it does no harm and that its results may be believed. */
  async trust(serverId: string, tool: string): Promise<void> {
    const body = { effect: 'none', output: { integrity: 'trusted', audience: 'public' } } as const;
    await this.api.call(consoleRoutes.setContract, { params: { id: serverId, tool }, body });
  }

  createToken(name: string): Promise<{ id: string; secret: string }> {
    return this.api
      .call(consoleRoutes.createToken, { body: { name } })
      .then(({ token, secret }) => ({ id: token.id, secret }));
  }
}

/** Signs in; the cookie is the one the console would keep. */
export const openPlatform = async (installation: Installation): Promise<Platform> => {
  const { consoleUrl } = installation.addresses;
  const { adminEmail: email, adminPassword: password } = installation.credentials;
  const api = new ConsoleClient(consoleUrl);
  await api.signIn(email, password);
  const response = await fetch(`${consoleUrl}/api/session`, {
    method: 'POST',
    headers: { origin: consoleUrl, 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return new Platform(installation, api, cookie);
};
