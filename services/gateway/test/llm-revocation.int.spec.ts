import { setTimeout as pause } from 'node:timers/promises';
import { principals, profiles, revocations, type PrincipalSnapshot } from '@archestra/contracts';
import { Snapshots } from '@archestra/messaging';
import { afterEach, describe, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { ada, issue, organizationId, profile, useLlmGateway } from './llm.harness.ts';

// Nothing but what a test does ends a stalled answer in time.
const gateway = useLlmGateway({ GATEWAY_LLM_IDLE_TIMEOUT_MS: '60000' });
const WITHIN_MS = 2_000;

const rights: PrincipalSnapshot = {
  organizationId,
  isActive: true,
  permissions: [...ada.permissions],
  teamIds: [...ada.teamIds],
};
const snapshots = async (service: 'identity' | 'registry') =>
  new Snapshots(await gateway.connect(service), () => undefined);
const setRights = async (more: Partial<PrincipalSnapshot>) =>
  (await snapshots('identity')).writer(principals).put(ada.id, { ...rights, ...more });
const revoke = async (digest: string, tokenId: string) =>
  (await snapshots('identity')).writer(revocations).put(digest, { revokedAt: new Date().toISOString(), tokenId });

/** A stream that has begun and does not end by itself. */
const begin = async (more: { path?: string; expiresAt?: string } = {}) => {
  const token = `arch_${uuid()}`;
  const tokenId = uuid();
  const digest = issue(token, { tokenId, expiresAt: more.expiresAt ?? null });
  const controller = new AbortController();
  const response = await fetch(`${gateway.service().url}/v1/openai/${more.path ?? ''}chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ model: 'acme:stall', stream: true, messages: [{ role: 'user', content: 'one two three' }] }),
    signal: controller.signal,
  });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const first = await reader.read();
  expect([response.status, first.value?.startsWith('data: ')]).toEqual([200, true]);
  const rest = async (): Promise<string> => {
    let text = '';
    for (let read = await reader.read(); !read.done; read = await reader.read()) text += read.value;
    return text;
  };
  return { tokenId, digest, rest: rest(), leave: () => controller.abort() };
};

const through = `${profile.id}/`;

afterEach(async () => {
  await setRights({});
  await (await snapshots('registry')).writer(profiles).put(profile.id, profile);
  await pause(200);
});

describe('an answer in work is cut, with a record of it,', () => {
  const expectCut = async ({ rest }: { rest: Promise<string> }, code: string): Promise<void> => {
    const since = Date.now();
    expect(await rest).toContain(code);
    expect(Date.now() - since).toBeLessThan(WITHIN_MS);
    expect(await gateway.recorded()).toMatchObject({
      callId: gateway.state.plans[0]?.callId,
      outcome: 'failed',
      error: { code, fault: 'client' },
      used: { provider: 'acme', model: 'stall' },
      isUsageEstimated: true,
      response: { text: expect.stringContaining('One two') },
    });
  };

  it('when its token is revoked', async () => {
    const answer = await begin();
    await revoke(answer.digest, answer.tokenId);
    await expectCut(answer, 'UNAUTHENTICATED');
  });

  it('when its token ends', async () => {
    const answer = await begin({ expiresAt: new Date(Date.now() + 1_500).toISOString() });
    await expectCut(answer, 'UNAUTHENTICATED');
  });

  it('when the person is deactivated', async () => {
    const answer = await begin();
    await setRights({ isActive: false });
    await expectCut(answer, 'UNAUTHENTICATED');
  });

  it('when the person loses the right to models', async () => {
    const answer = await begin();
    await setRights({ permissions: ['profile:use'] });
    await expectCut(answer, 'NOT_ALLOWED');
  });

  it('when the profile is taken away', async () => {
    const answer = await begin({ path: through });
    const access = { everyone: false, teamIds: [], userIds: [] };
    await (await snapshots('registry')).writer(profiles).put(profile.id, { ...profile, access });
    await expectCut(answer, 'PROFILE_NOT_FOUND');
  });

  it('when the profile is deleted', async () => {
    const answer = await begin({ path: through });
    await (await snapshots('registry')).writer(profiles).delete(profile.id);
    await expectCut(answer, 'PROFILE_NOT_FOUND');
  });
});

it('an answer goes on when others lose theirs, and when what changes takes nothing from it', async () => {
  const answer = await begin({ path: through });
  await revoke('f'.repeat(64), uuid());
  await setRights({ teamIds: [] });
  await (await snapshots('registry')).writer(profiles).put(profile.id, { ...profile, description: 'New' });
  expect(await Promise.race([answer.rest, pause(800, 'still open')])).toBe('still open');
  answer.leave();
  await answer.rest.catch(() => undefined);
  expect(await gateway.recorded()).toMatchObject({ outcome: 'failed', error: { code: 'REQUEST_CANCELLED' } });
});
