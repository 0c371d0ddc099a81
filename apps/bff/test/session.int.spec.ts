import { describe, expect, it } from '@jest/globals';
import { useConsole, type TestConsole } from './harness/console.ts';
import { admin, member, password } from './harness/world.ts';

const signIn = (console: TestConsole, email: string, secret: string): Promise<Response> =>
  console.ask('/api/session', { method: 'POST', body: { email, password: secret } });

describe('signing in', () => {
  const console = useConsole({ SIGN_IN_ACCOUNT_LIMIT: '3', SIGN_IN_ADDRESS_LIMIT: '20', SIGN_IN_WINDOW_MS: '60000' });

  it('sets a cookie no script can read, and signs out', async () => {
    const answer = await signIn(console, admin.email, password);
    const session = await answer.json();
    expect(session).toMatchObject({ user: { id: admin.id }, mustChangePassword: true });
    expect((session as { permissions: string[] }).permissions).toContain('mcp-server:write');
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^archestra-session-\d+=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    expect((await console.ask('/api/session', { headers })).status).toBe(200);
    const left = await console.ask('/api/session', { method: 'DELETE', headers });
    expect(left.headers.getSetCookie()[0]).toContain('Expires=Thu, 01 Jan 1970');
    expect((await console.ask('/api/session', { headers })).status).toBe(401);
  });

  it('changes the own password and keeps this session', async () => {
    const body = { currentPassword: password, newPassword: 'a much longer password', userId: admin.id };
    const answer = await console.ask('/api/session/password', { method: 'POST', as: member, body });
    expect(answer.status).toBe(200);
    expect(console.world.asked.at(-1)).toMatchObject({ input: { userId: member.id, keepSession: 'given-member' } });
  });

  it('stops guessing at one account, however its address is written, and says when to come back', async () => {
    const statuses: number[] = [];
    for (const email of ['victim@example.com', 'VICTIM@example.com', 'victim@Example.com'])
      statuses.push((await signIn(console, email, 'wrong')).status);
    const refused = await signIn(console, 'victim@example.com', password);
    expect([...statuses, refused.status]).toEqual([401, 401, 401, 429]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(await refused.json()).toMatchObject({ code: 'RATE_LIMITED', fault: 'client' });
    expect(console.world.asked.filter(({ subject }) => subject === 'createSession')).toHaveLength(3);
  });

  it('forgets the wrong attempts once the password was right', async () => {
    for (let round = 0; round < 2; round += 1) {
      await signIn(console, member.email, 'wrong');
      await signIn(console, member.email, 'wrong');
      expect((await signIn(console, member.email, password)).status).toBe(200);
    }
  });

  it('counts guesses from inside a session too', async () => {
    const guess = (): Promise<Response> =>
      console.ask('/api/session/password', {
        method: 'POST',
        as: { ...member, email: 'thief@example.com' },
        body: { currentPassword: 'wrong', newPassword: 'a much longer password' },
      });
    const statuses = [await guess(), await guess(), await guess(), await guess()].map(({ status }) => status);
    expect(statuses).toEqual([401, 401, 401, 429]);
  });

  it('counts parallel attempts', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => signIn(console, 'parallel@example.com', 'wrong')),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([401, 401, 401, 429, 429, 429, 429, 429]);
  });

  it('stops one address that tries many accounts', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => signIn(console, `person${index}@example.com`, 'wrong')),
    );
    expect(answers.some(({ status }) => status === 429)).toBe(true);
  });

  it('lets nobody sign in without Redis, while those inside go on, and recovers', async () => {
    await console.redis.kill();
    const answer = await signIn(console, admin.email, password);
    expect([answer.status, await answer.json()]).toEqual([503, expect.objectContaining({ code: 'PEER_UNAVAILABLE' })]);
    expect((await console.ask('/api/profiles', { as: admin })).status).toBe(200);
    await console.redis.restart();
    let status = 0;
    for (let attempt = 0; attempt < 30 && status !== 200; attempt += 1) {
      status = (await signIn(console, admin.email, password)).status;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(status).toBe(200);
  });
});

describe('a console on https', () => {
  const console = useConsole({ PUBLIC_URL: 'https://console.example.com' });

  it('uses a cookie bound to its host and to https, and its own origin only', async () => {
    const body = { email: admin.email, password };
    const refused = await console.ask('/api/session', { method: 'POST', body });
    expect(refused.status).toBe(403);
    const answer = await console.ask('/api/session', {
      method: 'POST',
      body,
      headers: { origin: 'https://console.example.com' },
    });
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^__Host-archestra-session=.*; Path=\/;.*HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(answer.headers.get('strict-transport-security')).toContain('max-age');
  });
});

describe('signing in through a proxy', () => {
  const tries = async (console: TestConsole, chains: string[]): Promise<number[]> => {
    const statuses: number[] = [];
    for (const [index, chain] of chains.entries()) {
      const answer = await console.ask('/api/session', {
        method: 'POST',
        body: { email: `behind${index}@example.com`, password: 'wrong' },
        headers: { 'x-forwarded-for': chain },
      });
      statuses.push(answer.status);
    }
    return statuses;
  };
  const limits = { SIGN_IN_ADDRESS_LIMIT: '2', SIGN_IN_WINDOW_MS: '60000' };
  const trusting = useConsole({ ...limits, TRUSTED_PROXIES: '127.0.0.1, 10.1.0.0/16' });
  const plain = useConsole(limits);

  it('counts by the address that a trusted proxy names, not by one a client made up', async () => {
    // The last address that no trusted proxy has is the client's; what stands before it is the client's own word.
    const made = ['1.1.1.1, 203.0.113.7', '2.2.2.2, 203.0.113.7', '3.3.3.3, 203.0.113.7, 10.1.2.3', '203.0.113.8'];
    await expect(tries(trusting, made)).resolves.toEqual([401, 401, 429, 401]);
  });

  it('believes nobody else', async () => {
    await expect(tries(plain, ['203.0.113.1', '203.0.113.2', '203.0.113.3'])).resolves.toEqual([401, 401, 429]);
  });
});
