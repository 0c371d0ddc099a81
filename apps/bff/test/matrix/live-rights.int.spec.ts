import { identity } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { SseReader } from '../harness/sse.ts';
import { useWorld } from './world.ts';

const LIMIT_MS = 500;

describe('a change of rights in the console', () => {
  const world = useWorld();
  const get = async (path: string, headers: Record<string, string>): Promise<number> => {
    const answer = await fetch(`${world.url}${path}`, { headers });
    await answer.arrayBuffer();
    return answer.status;
  };
  const watch = async (headers: Record<string, string>): Promise<SseReader> => {
    const abort = new AbortController();
    const answer = await fetch(`${world.url}/api/events`, { headers, signal: abort.signal });
    expect(answer.status).toBe(200);
    return new SseReader(answer, abort);
  };
  /** Milliseconds from the order until the console answers as it should. */
  const until = async (
    path: string,
    headers: Record<string, string>,
    status: number,
    change: () => Promise<unknown>,
  ) => {
    const startMs = performance.now();
    await change();
    while ((await get(path, headers)) !== status) if (performance.now() - startMs > 5_000) return Infinity;
    return performance.now() - startMs;
  };
  const admin = () => ({ actor: world.admin.actor });
  const headersOf = (column: string): Record<string, string> => world.credentials.get(column) ?? {};

  it('gives and takes a role within 500 ms, and tells whoever it concerns', async () => {
    const [id, headers] = [world.people.M.user.id, headersOf('M')];
    const reader = await watch(headers);
    const setRole = (role: string) => world.as(world.admin, identity.setUserRole, { ...admin(), id, role });
    expect(await until('/api/users', headers, 200, () => setRole('editor'))).toBeLessThan(LIMIT_MS);
    await reader.until(() => reader.messages.some(({ data }) => JSON.stringify(data).includes(`"noun":"user"`)));
    expect(await until('/api/users', headers, 403, () => setRole('member'))).toBeLessThan(LIMIT_MS);
    expect(reader.ended).toBe(false);
    await reader.leave();
  });

  it('ends requests and streams of a revoked token within 500 ms', async () => {
    const { actor } = world.admin;
    const token = { actor, name: 'script', scopes: ['team:read' as const] };
    const made = await world.as(world.admin, identity.createToken, token);
    const headers = { authorization: `Bearer ${made.secret}` };
    expect(await get('/api/teams', headers)).toBe(200);
    const reader = await watch(headers);
    const revoke = () => world.as(world.admin, identity.revokeToken, { userId: actor.userId, tokenId: made.token.id });
    expect(await until('/api/teams', headers, 401, revoke)).toBeLessThan(LIMIT_MS);
    await reader.until(() => reader.ended, LIMIT_MS);
  });

  it('lets no token agree to a call or read what is in quarantine, whatever it may do', async () => {
    const made = await world.as(world.admin, identity.createToken, { actor: world.admin.actor, name: 'everything' });
    const post = async (path: string, body: object): Promise<unknown> => {
      const headers = { authorization: `Bearer ${made.secret}`, 'content-type': 'application/json' };
      const answer = await fetch(world.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
      const { message } = (await answer.json()) as { message: string };
      return [answer.status, message];
    };
    const refused = [403, expect.stringContaining('not with an API token')];
    const id = made.token.id;
    expect(await post(`/api/approvals/${id}/decision`, { outcome: 'approved' })).toEqual(refused);
    expect(await post(`/api/quarantine/${id}/reading`, {})).toEqual(refused);
    expect(await post(`/api/quarantine/${id}/decision`, { outcome: 'released' })).toEqual(refused);
  });

  it('judges a request with a token by the token, whatever cookie it carries', async () => {
    const cookie = headersOf('A')['cookie'] ?? '';
    expect(await get('/api/users', { cookie })).toBe(200);
    expect(await get('/api/users', { cookie, ...headersOf('t') })).toBe(403);
    expect(await get('/api/users', { cookie, authorization: 'Bearer arch_nothing' })).toBe(401);
    // A cookie needs the console's own origin, token or not.
    const body = JSON.stringify({ name: 'robots' });
    const post = (headers: Record<string, string>) =>
      fetch(`${world.url}/api/teams`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
      });
    expect((await post({ cookie, ...headersOf('p') })).status).toBe(403);
    expect((await post(headersOf('p'))).status).toBe(201);
  });

  it('ends sessions and streams of a deactivated person within 500 ms', async () => {
    const [id, headers] = [world.people.E.user.id, headersOf('E')];
    const reader = await watch(headers);
    const deactivate = () => world.as(world.admin, identity.setUserActive, { ...admin(), id, isActive: false });
    expect(await until('/api/session', headers, 401, deactivate)).toBeLessThan(LIMIT_MS);
    await reader.until(() => reader.ended, LIMIT_MS);
    const body = JSON.stringify({ email: 'e@example.org', password: 'correct horse battery' });
    const again = await fetch(`${world.url}/api/session`, {
      method: 'POST',
      headers: { origin: world.url, 'content-type': 'application/json' },
      body,
    });
    expect([again.status, await again.json()]).toEqual([
      401,
      expect.objectContaining({ message: 'E-mail address or password is wrong.' }),
    ]);
  });
});
