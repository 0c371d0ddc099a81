import { describe, expect, it } from '@jest/globals';
import { PasswordHasher } from './password-hasher.ts';

describe('the password hasher', () => {
  const hasher = new PasswordHasher();

  it('recognizes the password and no other', async () => {
    const stored = await hasher.hash('correct horse battery');
    expect(stored).toMatch(/^scrypt\$17\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
    await expect(hasher.verify('correct horse battery', stored)).resolves.toBe(true);
    await expect(hasher.verify('correct horse batterz', stored)).resolves.toBe(false);
  });

  it('salts: the same password has another hash every time', async () => {
    const [first, second] = await Promise.all([hasher.hash('same'), hasher.hash('same')]);
    expect(first).not.toBe(second);
  });

  it('verifies hashes of another cost', async () => {
    // Made with N = 2^4, r = 8, p = 1 and sixteen zero bytes of salt.
    const { scryptSync } = await import('node:crypto');
    const salt = Buffer.alloc(16);
    const key = scryptSync('old', salt, 32, { N: 16, r: 8, p: 1 });
    const stored = `scrypt$4$8$1$${salt.toString('base64url')}$${key.toString('base64url')}`;
    await expect(hasher.verify('old', stored)).resolves.toBe(true);
    await expect(hasher.verify('new', stored)).resolves.toBe(false);
  });

  it.each(['', 'plain', 'scrypt$17$8$1$$', 'scrypt$17$8$1$c2FsdA', 'bcrypt$1$1$1$a$b'])(
    'matches nothing with the stored text %j',
    async (stored) => {
      await expect(hasher.verify('', stored)).resolves.toBe(false);
    },
  );

  it('treats composed and decomposed letters alike', async () => {
    await expect(hasher.verify('caf\u0065\u0301', await hasher.hash('caf\u00e9'))).resolves.toBe(true);
  });

  it('says that it is overloaded instead of answering too late', async () => {
    const flood = await Promise.allSettled(
      Array.from({ length: 20 }, () => hasher.verify('x', `scrypt$14$8$1$${'A'.repeat(22)}$${'A'.repeat(43)}`)),
    );
    const refused = flood.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(2);
    expect(refused[0]?.reason).toMatchObject({ code: 'OVERLOADED' });
    await expect(hasher.verify('x', `scrypt$4$8$1$${'A'.repeat(22)}$${'A'.repeat(43)}`)).resolves.toBe(false);
  });
});
