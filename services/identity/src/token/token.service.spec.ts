import type { Principal } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import type { Revocation } from './revocation.ts';
import { issueSecret } from '../secret/secret.ts';
import { TokenService } from './token.service.ts';
import type { TokenUse } from './token-use.ts';
import type { FoundToken, TokenStore } from './token.store.ts';

const principal = { kind: 'user', id: 'u', tokenId: 't' } as Principal & { tokenId: string };
const live: FoundToken = { principal, expiresAt: null, revokedAt: null };
const past = new Date(Date.now() - 1);
const future = new Date(Date.now() + 60_000);

const build = (found: FoundToken | undefined | Error) => {
  const seen: string[] = [];
  const spread: unknown[] = [];
  const revoked = { id: 't', hash: 'h', revokedAt: past };
  const findByHash = async (): Promise<FoundToken | undefined> => {
    if (found instanceof Error) throw found;
    return found;
  };
  const tokens = { findByHash, revoke: async () => revoked } as unknown as TokenStore;
  const use = { seen: (id: string) => seen.push(id) } as unknown as TokenUse;
  const revocation = { spread: async (entry: unknown) => void spread.push(entry) } as unknown as Revocation;
  return { service: new TokenService(tokens, use, revocation), seen, spread, revoked };
};

describe('verification of a token', () => {
  it.each([
    ['a live one', live],
    ['one that expires later', { ...live, expiresAt: future }],
  ])('accepts %s and notes its use', async (_, found) => {
    const { service, seen } = build(found);
    await expect(service.verify('h')).resolves.toBe(principal);
    expect(seen).toEqual(['t']);
  });

  it.each([
    ['an unknown one', undefined],
    ['one whose owner is gone', { ...live, principal: undefined }],
    ['an expired one', { ...live, expiresAt: past }],
    ['a revoked one', { ...live, revokedAt: past }],
    ['a revoked one that has not expired', { ...live, revokedAt: past, expiresAt: future }],
  ])('refuses %s and notes nothing', async (_, found) => {
    const { service, seen } = build(found);
    await expect(service.verify('h')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(seen).toEqual([]);
  });
});

describe('verification while the database is away', () => {
  it('is neither a yes nor a no, and can be tried again', async () => {
    const { service, seen } = build(new Error('connection refused at 10.0.0.1'));
    const refusal = { code: 'PEER_UNAVAILABLE', message: expect.not.stringContaining('10.0.0.1') };
    await expect(service.verify('h')).rejects.toMatchObject(refusal);
    expect(seen).toEqual([]);
  });
});

describe('revocation of a token', () => {
  it('is spread after it was stored', async () => {
    const { service, spread, revoked } = build(live);
    await service.revoke({ organizationId: 'o', userId: 'u' }, 't');
    expect(spread).toEqual([revoked]);
  });
});

describe('a secret', () => {
  it('is new every time and shows six of its characters', () => {
    const [first, second] = [issueSecret('arch_'), issueSecret('arch_')];
    expect(first.secret).not.toBe(second.secret);
    expect(first.secret).toHaveLength(48);
    expect(first.prefix).toBe(first.secret.slice(0, 11));
    expect(first.hash).toMatch(/^[0-9a-f]{64}$/);
  });
});
