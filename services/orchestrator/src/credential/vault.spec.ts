import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KeyRing } from './key-ring.ts';
import { Vault, type Binding, type Sealed } from './vault.ts';

const secret = (): string => randomBytes(32).toString('base64');
const old = secret();
const young = secret();
const vault = new Vault(new KeyRing(old));

const bindings: fc.Arbitrary<Binding> = fc.record({
  id: fc.uuid(),
  organizationId: fc.uuid(),
  serverId: fc.uuid(),
  scope: fc.constantFrom('personal', 'team', 'organization'),
  ownerId: fc.uuid(),
});
const values = fc.dictionary(fc.stringMatching(/^[A-Z][A-Z0-9_]{0,20}$/), fc.string({ minLength: 1, maxLength: 200 }));
const flipped = (bytes: Uint8Array, bit: number): Uint8Array<ArrayBuffer> => {
  const copy = new Uint8Array(bytes);
  const at = Math.floor(bit / 8) % copy.length;
  copy[at] = (copy[at] ?? 0) ^ (1 << (bit % 8));
  return copy;
};

describe('a sealed credential', () => {
  it('opens to what was put in, under the key it names', () => {
    fc.assert(
      fc.property(bindings, values, (binding, given) => {
        const sealed = vault.seal(binding, given);
        expect(sealed.keyId).toBe(vault.newestKeyId);
        expect(vault.open(binding, sealed)).toEqual(given);
      }),
    );
  });

  it('opens for nothing but exactly what it was sealed for', () => {
    fc.assert(
      fc.property(
        bindings,
        bindings,
        fc.subarray<keyof Binding>(['id', 'organizationId', 'serverId', 'scope', 'ownerId'], { minLength: 1 }),
        (binding, other, moved) => {
          const elsewhere = { ...binding, ...Object.fromEntries(moved.map((name) => [name, other[name]])) };
          fc.pre(moved.some((name) => binding[name] !== other[name]));
          const sealed = vault.seal(binding, { TOKEN: 'x' });
          expect(() => vault.open(elsewhere, sealed)).toThrow();
          expect(() => vault.rewrap(elsewhere, sealed)).toThrow();
        },
      ),
    );
  });

  it('does not open when its values come from another row of the same owner', () => {
    fc.assert(
      fc.property(bindings, fc.uuid(), (binding, id) => {
        const own = vault.seal(binding, { TOKEN: 'mine' });
        const other = vault.seal({ ...binding, id }, { TOKEN: 'theirs' });
        expect(() => vault.open(binding, { ...own, sealed: other.sealed })).toThrow();
        expect(() => vault.open(binding, { ...own, wrappedKey: other.wrappedKey })).toThrow();
      }),
    );
  });

  it('does not open when a single bit of it changed', () => {
    const binding = fc.sample(bindings, 1)[0] as Binding;
    const sealed = vault.seal(binding, { TOKEN: 'value' });
    fc.assert(
      fc.property(fc.constantFrom<'sealed' | 'wrappedKey'>('sealed', 'wrappedKey'), fc.nat(4_096), (part, bit) => {
        expect(() => vault.open(binding, { ...sealed, [part]: flipped(sealed[part], bit) })).toThrow();
      }),
    );
  });

  it('never shows a value, and no two look alike', () => {
    fc.assert(
      fc.property(bindings, fc.string({ minLength: 8, maxLength: 40 }), (binding, value) => {
        const [one, two] = [vault.seal(binding, { TOKEN: value }), vault.seal(binding, { TOKEN: value })];
        expect(Buffer.from(one.sealed).includes(value)).toBe(false);
        expect(Buffer.from(one.sealed).equals(two.sealed)).toBe(false);
      }),
    );
  });
});

describe('rotation', () => {
  it('moves any chain of keys on to the newest, values untouched', () => {
    fc.assert(
      fc.property(bindings, values, fc.integer({ min: 1, max: 4 }), (binding, given, rounds) => {
        const secrets = [secret()];
        const first = new Vault(new KeyRing(secrets[0] ?? '')).seal(binding, given);
        let sealed: Sealed = first;
        for (let round = 0; round < rounds; round += 1) {
          const previous = [...secrets];
          secrets.unshift(secret());
          const rotated = new Vault(new KeyRing(secrets[0] ?? '', previous));
          // Still readable before it is wrapped anew.
          expect(rotated.open(binding, sealed)).toEqual(given);
          sealed = { sealed: sealed.sealed, ...rotated.rewrap(binding, sealed) };
        }
        expect(Buffer.from(sealed.sealed).equals(first.sealed)).toBe(true);
        // The earlier keys may go now.
        expect(new Vault(new KeyRing(secrets[0] ?? '')).open(binding, sealed)).toEqual(given);
      }),
      { numRuns: 30 },
    );
  });

  it('needs the old key until then, and says which', () => {
    const binding = fc.sample(bindings, 1)[0] as Binding;
    const sealed = vault.seal(binding, { TOKEN: 'value' });
    expect(() => new Vault(new KeyRing(young)).open(binding, sealed)).toThrow(sealed.keyId);
    expect(new Vault(new KeyRing(young, [old])).open(binding, sealed)).toEqual({ TOKEN: 'value' });
  });
});
