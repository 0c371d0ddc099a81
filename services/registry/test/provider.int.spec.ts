import { randomBytes, randomUUID } from 'node:crypto';
import {
  PROVIDER_KEY_PURPOSE,
  provider,
  providerKeyOwner,
  type ProviderSnapshot,
  type Request,
} from '@archestra/contracts';
import { TextSeal } from '@archestra/service';
import { ScriptedProvider } from '@archestra/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PROVIDER_KEY, until, useWorld } from './world.ts';

const KEY = 'sk-a-very-secret-key-7788';
const scripted = new ScriptedProvider({ key: KEY, models: ['b-model', 'a-model'], keepsRequests: true });
const world = useWorld({ PROVIDER_PRIVATE_HOSTS: '127.0.0.1' });
const opened = ({ organizationId, providers }: ProviderSnapshot, name: string): string => {
  const found = providers.find((entry) => entry.name === name);
  if (!found?.sealedKey) throw new Error(`${name} has no key`);
  return new TextSeal([PROVIDER_KEY], PROVIDER_KEY_PURPOSE).open(
    found.sealedKey,
    providerKeyOwner({ organizationId, id: found.id }),
  );
};

beforeAll(() => scripted.listen());
afterAll(() => scripted.close());

type Input = Request<typeof provider.createProvider>;
const input = (more: Partial<Input> = {}): Input => ({
  name: 'acme',
  preset: 'compatible',
  dialect: 'openai',
  baseUrl: `${scripted.baseUrl}/`,
  priceSource: null,
  models: [],
  allowsUnlisted: false,
  fallbacks: [],
  isEnabled: true,
  key: KEY,
  ...more,
});
const organization = () => ({ organizationId: randomUUID(), principal: `user:${randomUUID()}` });
type Who = ReturnType<typeof organization>;
const create = (who: Who, more: Partial<Input> = {}) => world().client.call(provider.createProvider, input(more), who);
const update = (who: Who, id: string, more: Partial<Input> = {}) => {
  const { name: _name, preset: _preset, dialect: _dialect, ...rest } = input({ key: null, ...more });
  return world().client.call(provider.updateProvider, { ...rest, id }, who);
};
const published = (who: Who, holds: (entry: ProviderSnapshot | undefined) => boolean) =>
  until(() => world().providers.get(who.organizationId), holds);
const code = (expected: string) => ({ code: expected });

describe('a provider of models', () => {
  it('is set up with a key that is tested, sealed for the gateway and never shown', async () => {
    const who = organization();
    const events = world().events(who.organizationId);
    const made = await create(who);
    expect(made).toMatchObject({ name: 'acme', baseUrl: scripted.baseUrl, keyHint: '…7788', checkError: null });
    expect(made.models.map(({ id }) => id)).toEqual(['a-model', 'b-model']);
    const entry = await published(who, (found) => found?.providers.length === 1);
    expect(opened(entry as ProviderSnapshot, 'acme')).toBe(KEY);
    const { items } = await world().client.call(provider.listProviders, {}, who);
    const rows = await world().sql.query('SELECT * FROM registry.provider p LEFT JOIN registry.outbox o ON true');
    const told = await until(
      () => events.find(({ type }) => type === 'registry.provider.created'),
      (found) => found !== undefined,
    );
    expect(told).toMatchObject({ principal: who.principal, data: { providerId: made.id, name: 'acme' } });
    for (const seen of [made, items, entry, rows.rows, events]) expect(JSON.stringify(seen)).not.toContain(KEY);
  });

  it.each([
    ['another key', { key: 'wrong' }, 'does not accept the key'],
    ['another path', { baseUrl: 'http://127.0.0.1:1' }, 'Nobody listens'],
    ['a private host', { baseUrl: 'https://10.0.0.1/v1' }, 'PROVIDER_PRIVATE_HOSTS'],
    ['the metadata of a cloud', { baseUrl: 'https://169.254.169.254/v1' }, 'PROVIDER_PRIVATE_HOSTS'],
  ])('is kept, with what is wrong in words: %s', async (_, more, words) => {
    const made = await create(organization(), more);
    expect(made.checkError).toContain(words);
    expect(made.models).toEqual([]);
  });

  it.each([
    ['plain HTTP to a host nobody allowed', 'http://models.example/v1'],
    ['a user in the address', 'https://user:pass@models.example/v1'],
    ['a question', 'https://models.example/v1?key=1'],
    ['no web address', 'ftp://models.example/v1'],
  ])('has no address like %s', async (_, baseUrl) => {
    await expect(create(organization(), { baseUrl })).rejects.toMatchObject(code('INVALID_INPUT'));
  });

  it('keeps its key when it is changed, and asks for it again when it moves to another host', async () => {
    const who = organization();
    const { id } = await create(who);
    const changed = await update(who, id, { isEnabled: false });
    expect(changed).toMatchObject({ isEnabled: false, keyHint: '…7788', checkError: null });
    const elsewhere = new ScriptedProvider({ keepsRequests: true });
    await elsewhere.listen();
    await expect(update(who, id, { baseUrl: elsewhere.baseUrl })).rejects.toMatchObject(code('INVALID_INPUT'));
    const check = { id, dialect: 'openai' as const, baseUrl: elsewhere.baseUrl };
    await expect(world().client.call(provider.checkProvider, check, who)).rejects.toMatchObject(code('INVALID_INPUT'));
    expect(elsewhere.received).toEqual([]);
    await update(who, id, { baseUrl: elsewhere.baseUrl, key: 'another-key' });
    const entry = await published(who, (found) => found?.providers[0]?.baseUrl === elsewhere.baseUrl);
    expect(opened(entry as ProviderSnapshot, 'acme')).toBe('another-key');
    await elsewhere.close();
  });

  it('is tested before it is kept, with the key of the same provider when none is given', async () => {
    const who = organization();
    const { id } = await create(who);
    const check = { dialect: 'anthropic' as const, baseUrl: scripted.baseUrl };
    const found = await world().client.call(provider.checkProvider, { ...check, id }, who);
    expect(found).toMatchObject({ ok: true, models: [{ id: 'a-model' }, { id: 'b-model' }] });
    expect(scripted.received.at(-1)?.headers['x-api-key']).toBe(KEY);
    const other = world().client.call(provider.checkProvider, { ...check, id }, organization());
    await expect(other).rejects.toMatchObject(code('NOT_FOUND'));
    expect((await world().client.call(provider.checkProvider, check, who)).ok).toBe(false);
  });

  it('is one of its name, and seen in its organization only', async () => {
    const who = organization();
    const { id } = await create(who);
    await expect(create(who)).rejects.toMatchObject(code('CONFLICT'));
    const other = organization();
    expect((await create(other)).id).not.toBe(id);
    await expect(world().client.call(provider.getProvider, { id }, other)).rejects.toMatchObject(code('NOT_FOUND'));
    await expect(update(other, id)).rejects.toMatchObject(code('NOT_FOUND'));
    await expect(world().client.call(provider.deleteProvider, { id }, other)).rejects.toMatchObject(code('NOT_FOUND'));
  });

  it('does not go while something leans on it', async () => {
    const who = organization();
    const first = await create(who);
    const second = await create(who, { name: 'second', fallbacks: [{ provider: 'acme', model: 'a-model' }] });
    const remove = (id: string) => world().client.call(provider.deleteProvider, { id }, who);
    await expect(remove(first.id)).rejects.toMatchObject(code('CONFLICT'));
    await update(who, second.id);
    const chosen = { chat: { provider: 'acme', model: 'a-model' }, quarantine: null };
    await world().client.call(provider.setModelDefaults, chosen, who);
    await expect(remove(first.id)).rejects.toMatchObject(code('CONFLICT'));
    await world().client.call(provider.setModelDefaults, { chat: null, quarantine: null }, who);
    await remove(first.id);
    await remove(second.id);
    await published(who, (entry) => entry === undefined);
  });

  it('offers its models, and only those can be a default', async () => {
    const who = organization();
    await create(who);
    await create(who, { name: 'off', isEnabled: false });
    const set = (model: string, from = 'acme') =>
      world().client.call(provider.setModelDefaults, { chat: { provider: from, model }, quarantine: null }, who);
    await expect(set('unknown')).rejects.toMatchObject(code('INVALID_INPUT'));
    await expect(set('a-model', 'off')).rejects.toMatchObject(code('INVALID_INPUT'));
    await expect(set('a-model', 'nobody')).rejects.toMatchObject(code('INVALID_INPUT'));
    await set('a-model');
    const { items, defaults } = await world().client.call(provider.listModels, {}, who);
    expect(items.map(({ provider: name, id }) => `${name}:${id}`)).toEqual(['acme:a-model', 'acme:b-model']);
    expect(defaults.chat).toEqual({ provider: 'acme', model: 'a-model' });
    await published(who, (entry) => entry?.defaults.chat?.model === 'a-model');
  });

  it('does not outgrow the message that tells the gateways', async () => {
    const who = organization();
    const models = Array.from({ length: 2_000 }, (_, index) => ({ id: `${index}-${'m'.repeat(150)}` }));
    await create(who, { name: 'one', models });
    await create(who, { name: 'two', models });
    await expect(create(who, { name: 'three', models })).rejects.toMatchObject(code('INVALID_INPUT'));
    await published(who, (entry) => entry?.providers.length === 2);
  });

  it('answers any list of a provider with models or words, never with a failure', async () => {
    const who = organization();
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const odd = new ScriptedProvider({ models: [value] as unknown as string[] });
        await odd.listen();
        const check = { dialect: 'openai' as const, baseUrl: odd.baseUrl };
        const found = await world().client.call(provider.checkProvider, check, who);
        expect(found.ok).toBe(true);
        await odd.close();
      }),
      { numRuns: 20 },
    );
  });

  it('has its key sealed anew under a new secret, and gateways hear of it', async () => {
    const who = organization();
    await create(who);
    const secret = randomBytes(32).toString('base64');
    const before = (await published(who, Boolean))?.providers[0]?.sealedKey;
    const second = await world().run({
      PROVIDER_KEY: secret,
      PROVIDER_KEY_PREVIOUS: PROVIDER_KEY,
      RECONCILE_MS: '100',
    });
    const entry = await published(who, (found) => found?.providers[0]?.sealedKey !== before);
    const [found] = entry?.providers ?? [];
    const owner = providerKeyOwner({ organizationId: who.organizationId, id: found?.id ?? '' });
    expect(new TextSeal([secret], PROVIDER_KEY_PURPOSE).open(found?.sealedKey ?? '', owner)).toBe(KEY);
    await world().end(second);
  });
});
