import { expect, it } from '@jest/globals';
import { consoleRoutes } from '@archestra/contracts';
import type { LiveEvents } from '../platform/live-events.ts';
import type { Platform } from '../platform/platform.ts';
import { openStream } from './open-stream.ts';
import { Answers, type ClientKind, type McpClient, type ToolResult } from './mcp-client.ts';

interface Around {
  platform: () => Platform;
  live: LiveEvents;
  serverId: () => string;
  /** A server that nobody reviewed; its tools have no contract. */
  unknownServerId: () => string;
}

const AT_ONCE_MS = 500;
const REFUSAL = 'dev.archestra/refusal';

/** Repeats a call until it is refused; returns how long that took. */
const refusedAfterMs = async (attempt: () => Promise<unknown>): Promise<number> => {
  const since = performance.now();
  while (performance.now() - since < 5_000) {
    const passed = await attempt().then(
      () => true,
      () => false,
    );
    if (!passed) return performance.now() - since;
  }
  return Infinity;
};

const echo = (client: McpClient): Promise<ToolResult> => client.call('echo', { message: 'still there' });

/** A profile of its own and a client on it. */
const begin = async (kind: ClientKind, home: Platform, serverId: string) => {
  const profileId = await home.createProfile(`Changing ${kind.name} ${serverId.slice(-6)} ${Date.now()}`);
  await home.grant(profileId, serverId);
  const token = await home.createToken('to be changed');
  const connect = (): Promise<McpClient> => kind.connect(home.endpoint(profileId), token.secret, new Answers());
  const end = Date.now() + 2_000;
  // The gateway hears of a new profile a moment after the console did.
  for (;;) {
    try {
      return { profileId, token, client: await connect() };
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
};

/** What has to happen at once, told for one kind of client. */
export const change = (kind: ClientKind, { platform, live, serverId, unknownServerId }: Around): void => {
  it('when a tool is taken out of the profile: it is told, and the next call is refused, within 500 ms', async () => {
    const home = platform();
    const { profileId, client } = await begin(kind, home, serverId());
    let toldAt: number | undefined;
    await client.onToolsChanged(() => void (toldAt ??= performance.now()));
    await echo(client);
    const changedAt = performance.now();
    const removing = home.grant(profileId, serverId(), ['get-sum']).then(() => performance.now());
    await refusedAfterMs(() => echo(client));
    const refusedAt = performance.now();
    const answeredAt = await removing;
    await live.hear(({ error }) => error?.code === 'TOOL_NOT_FOUND');
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, answeredAt + AT_ONCE_MS - performance.now())));
    expect(refusedAt - Math.max(changedAt, answeredAt)).toBeLessThan(AT_ONCE_MS);
    expect((toldAt ?? Infinity) - answeredAt).toBeLessThan(AT_ONCE_MS);
    expect(await client.tools()).toEqual(['get-sum']);
    await client.close();
  });

  it('when its token is revoked: refused within 500 ms, and its open stream ends', async () => {
    const home = platform();
    const { profileId, token, client } = await begin(kind, home, serverId());
    await echo(client);
    const stream = await openStream(home.endpoint(profileId), token.secret, kind.protocolVersion);
    await home.api.call(consoleRoutes.revokeToken, { params: { id: token.id } });
    const [refused, ended] = await Promise.all([refusedAfterMs(() => echo(client)), stream.endsWithin(2_000)]);
    expect(refused).toBeLessThan(AT_ONCE_MS);
    expect(ended).toBeLessThan(AT_ONCE_MS);
    await client.close().catch(() => undefined);
  });

  it('when an administrator says what an unreviewed tool does: denied before with path and remedies, allowed after', async () => {
    const home = platform();
    const { client } = await begin(kind, home, unknownServerId());
    const note = (): Promise<ToolResult> => client.call('note', { value: kind.name });
    expect((await note()).content[0]?.text).toBe(kind.name);
    const denied = await note();
    expect(denied.isError).toBe(true);
    expect(denied._meta?.[REFUSAL]).toMatchObject({
      code: 'CALL_DENIED',
      fault: 'policy',
      reason: 'untrusted-context',
    });
    const { path, remedies } = denied._meta?.[REFUSAL] as { path: { text: string }[]; remedies: string[] };
    expect(path.length).toBeGreaterThan(1);
    expect(remedies.length).toBeGreaterThan(0);
    const contract = { params: { id: unknownServerId(), tool: 'note' } };
    await home.api.call(consoleRoutes.setContract, {
      ...contract,
      body: { effect: 'none', output: { integrity: 'trusted', audience: 'public' } },
    });
    expect((await note()).content[0]?.text).toBe(kind.name);
    await home.api.call(consoleRoutes.deleteContract, contract);
    expect((await note()).isError).toBe(true);
    await client.close();
  });
};
