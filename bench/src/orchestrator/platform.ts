import { setTimeout as pause } from 'node:timers/promises';
import { consoleRoutes, type McpServerSummary, type RouteInput } from '@archestra/contracts';
import { ConsoleClient, type Installation } from '@archestra/local';

type Draft = Extract<RouteInput<typeof consoleRoutes.createServer>['body'], { source: unknown }>;
export type Source = Draft['source'];

const READY_WITHIN_MS = 300_000;
const REVISION = '2026-07-28';
const PREFIX = 'io.modelcontextprotocol/';
/** What a session may still do after the first answer is not the question here. */
const harmless = { effect: 'none', output: { integrity: 'trusted', audience: 'public' } } as const;
const _meta = {
  [`${PREFIX}protocolVersion`]: REVISION,
  [`${PREFIX}clientInfo`]: { name: 'bench', version: '1' },
  [`${PREFIX}clientCapabilities`]: {},
};

/** The console's API and the gateway, as somebody uses them who installs servers and calls their tools. */
export class BenchPlatform {
  readonly api: ConsoleClient;
  private readonly installation: Installation;

  constructor(installation: Installation) {
    this.installation = installation;
    this.api = new ConsoleClient(installation.addresses.consoleUrl);
  }

  async signIn(): Promise<void> {
    const { adminEmail, adminPassword } = this.installation.credentials;
    await this.api.signIn(adminEmail, adminPassword);
  }

  install(name: string, source: Source): Promise<{ id: string }> {
    return this.api.call(consoleRoutes.createServer, { body: { name, title: name, source } });
  }

  servers(): Promise<McpServerSummary[]> {
    return this.api.call(consoleRoutes.listServers, { query: { limit: 200 } }).then(({ items }) => items);
  }

  /** Deletes every server that is not built in, and the catalog items that came with them. */
  async removeAll(): Promise<void> {
    const servers = (await this.servers()).filter(({ source }) => source.kind !== 'builtin');
    for (const { id, catalogItemId } of servers) {
      await this.api.call(consoleRoutes.deleteServer, { params: { id } });
      await this.api.call(consoleRoutes.deleteCatalogItem, { params: { id: catalogItemId } });
    }
  }

  /** Polls until the check holds; throws with what the servers say when it does not. */
  async until(check: (servers: McpServerSummary[]) => boolean): Promise<void> {
    for (const end = Date.now() + READY_WITHIN_MS; ; await pause(100)) {
      const servers = await this.servers();
      if (check(servers)) return;
      if (Date.now() < end) continue;
      const words = servers.map(({ name, status, statusMessage }) => `${name}: ${status} ${statusMessage}`);
      throw new Error(`Waited too long for the servers:\n${words.join('\n')}`);
    }
  }

  /** A profile of this server's tools, which count as harmless; answers its address. */
  async grant(serverId: string): Promise<string> {
    const { installation } = await this.api.call(consoleRoutes.getServer, { params: { id: serverId } });
    for (const { name: tool } of installation.tools)
      await this.api.call(consoleRoutes.setContract, { params: { id: serverId, tool }, body: harmless });
    const profile = await this.api.call(consoleRoutes.createProfile, {
      body: { name: `bench ${serverId}`, access: { everyone: true, teamIds: [], userIds: [] } },
    });
    await this.api.call(consoleRoutes.setProfileServer, {
      params: { id: profile.id, serverId },
      body: { tools: installation.tools.map((tool) => tool.name) },
    });
    return `${this.installation.addresses.gatewayUrl}/v1/mcp/${profile.id}`;
  }

  /** Calls a tool until it answers; the text of the answer. Before that the profile may not be everywhere yet. */
  async call(url: string, name: string, args: Record<string, unknown>): Promise<string> {
    for (const end = Date.now() + READY_WITHIN_MS; ; await pause(20)) {
      const text = await this.tryCall(url, name, args);
      if (text !== undefined) return text;
      if (Date.now() > end) throw new Error(`${name} did not answer.`);
    }
  }

  private async tryCall(url: string, name: string, args: Record<string, unknown>): Promise<string | undefined> {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        authorization: `Bearer ${this.installation.demo.token}`,
        'mcp-protocol-version': REVISION,
        'mcp-method': 'tools/call',
        'mcp-name': name,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args, _meta } }),
    });
    const body = await response.text();
    return /"text":"((?:[^"\\]|\\.)*)"/.exec(body)?.[1];
  }
}
