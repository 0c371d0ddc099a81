import { describe, expect, it } from '@jest/globals';
import type { IdentityConfig } from '../identity.config.ts';
import type { PasswordHasher } from '../password/password-hasher.ts';
import { FirstStart } from './first-start.ts';
import type { OrganizationStore } from './organization.store.ts';

const build = (exists: boolean, password?: string) => {
  const created: unknown[] = [];
  const store = {
    exists: async () => exists,
    createFirst: async (first: unknown) => created.push(first) > 0,
  } as unknown as OrganizationStore;
  const hasher = { hash: async (text: string) => `hash of ${text}` } as unknown as PasswordHasher;
  const config = {
    ADMIN_EMAIL: 'a@example.org',
    ORGANIZATION_NAME: 'Org',
    ...(password ? { ADMIN_PASSWORD: password } : {}),
  } as IdentityConfig;
  return { start: new FirstStart(config, store, hasher), created };
};

describe('the first start', () => {
  it('creates the organization with its administrator', async () => {
    const { start, created } = build(false, 'twelve letters');
    await start.onModuleInit();
    expect(created).toEqual([{ name: 'Org', email: 'a@example.org', passwordHash: 'hash of twelve letters' }]);
  });

  it('says what is missing when it has no password for the administrator', async () => {
    await expect(build(false).start.onModuleInit()).rejects.toThrow('ADMIN_PASSWORD');
  });

  it('does nothing at a later start, with or without a password', async () => {
    for (const password of [undefined, 'another password']) {
      const { start, created } = build(true, password);
      await start.onModuleInit();
      expect(created).toEqual([]);
    }
  });
});
