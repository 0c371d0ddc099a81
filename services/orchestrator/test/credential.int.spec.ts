import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  EVENT_STREAM,
  identityEvents,
  installations,
  orchestrator,
  principals,
  registryEvents,
  type CredentialScope,
  type DesiredServer,
  type Permission,
} from '@archestra/contracts';
import { EventPublisher, Snapshots, type NatsClient } from '@archestra/messaging';
import { connectAs, eventually, startService, useDatabase, useNats, useService } from '@archestra/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import pg from 'pg';
import { OrchestratorEnv } from '../src/orchestrator.config.ts';
import { OrchestratorModule } from '../src/orchestrator.module.ts';

const definition = { name: 'orchestrator' as const, env: OrchestratorEnv, module: OrchestratorModule };
const secretKey = (): string => randomBytes(32).toString('base64');
const acme = randomUUID();
const evil = randomUUID();
const [ada, bob, eve, mallory] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const [red, blue] = [randomUUID(), randomUUID()];
const server = randomUUID();
const everything: Permission[] = ['credential:write', 'team-credential:write', 'credential:manage'];

describe('credentials', () => {
  const nats = useNats();
  const database = useDatabase('orchestrator');
  const oldKey = secretKey();
  const environment = (): Record<string, string> => ({ DATABASE_URL: database().urlOf(), SECRET_KEY: oldKey });
  const service = useService(definition, nats, environment);
  let bff: NatsClient;

  const as = (person: string, organizationId = acme) => ({ organizationId, principal: `user:${person}` });
  const set = (
    person: string,
    scope: CredentialScope,
    ownerId: string,
    values: Record<string, string> = { TOKEN: `${scope} ${ownerId}` },
    organizationId = acme,
  ) =>
    bff.call(
      orchestrator.setCredential,
      { serverId: server, scope, ownerId, createdBy: person, values },
      as(person, organizationId),
    );
  const resolved = async (person: string, teamIds: string[], organizationId = acme) =>
    (
      await bff.call(
        orchestrator.resolveCredential,
        { serverId: server, userId: person, teamIds },
        as(person, organizationId),
      )
    ).fields.map(({ name, scope, ownerId }) => [name, scope, ownerId]);
  const put = async (person: string, organizationId: string, permissions: Permission[], teamIds: string[]) => {
    const identity = await connectAs(nats(), 'identity');
    const value = { organizationId, isActive: true, permissions, teamIds };
    await new Snapshots(identity, () => undefined).writer(principals).put(person, value);
    await identity.close();
  };
  const install = async (id: string, organizationId: string, more: Partial<DesiredServer> = {}): Promise<void> => {
    const registry = await connectAs(nats(), 'registry');
    const field = { in: 'header' as const, title: '', description: '', isSecret: true, isRequired: true, choices: [] };
    await new Snapshots(registry, () => undefined).writer(installations).put(id, {
      ...{ id, organizationId, name: 'files', generation: 1, configuration: {} },
      source: { kind: 'remote', url: 'https://example.invalid/mcp' },
      fields: [
        { ...field, name: 'TOKEN' },
        { ...field, name: 'EXTRA', isRequired: false },
        { ...field, name: 'PLAIN', isSecret: false },
      ],
      ...more,
    });
    await registry.close();
  };
  const rows = async (): Promise<Record<string, unknown>[]> => {
    const client = new pg.Client({ connectionString: database().urlOf() });
    await client.connect();
    const { rows: found } = await client.query<Record<string, unknown>>('SELECT * FROM credential ORDER BY id');
    await client.end();
    // When it was last used changes by itself.
    return found.map(({ last_used_at: _, ...row }) => row);
  };

  beforeAll(async () => {
    bff = await service().as('bff');
    await put(ada, acme, everything, [red, blue]);
    await put(bob, acme, ['credential:write'], [blue]);
    await put(eve, acme, ['credential:write', 'team-credential:write'], []);
    await put(mallory, evil, everything, [red]);
    await install(server, acme);
    await eventually(() => resolved(ada, []));
  });

  it('are resolved personal, team, organization', async () => {
    const tokenOf = async (person: string, teams: string[]) => (await resolved(person, teams))[0]?.slice(1);
    await expect(tokenOf(ada, [red, blue])).resolves.toEqual([null, null]);
    await set(ada, 'organization', acme);
    await set(ada, 'team', red);
    await set(ada, 'team', blue);
    await set(ada, 'personal', ada);
    await expect(tokenOf(ada, [red, blue])).resolves.toEqual(['personal', ada]);
    await expect(tokenOf(bob, [red, blue])).resolves.toEqual(['team', blue]);
    await expect(tokenOf(eve, [red, blue])).resolves.toEqual(['organization', acme]);
  });

  it('are listed for whom they concern, by name of field only', async () => {
    const listed = async (person: string, teamIds: string[], all = false) => {
      const { items } = await bff.call(orchestrator.listCredentials, { userId: person, teamIds, all }, as(person));
      return items.map(({ scope, ownerId }) => `${scope} ${ownerId}`).sort();
    };
    const shared = `organization ${acme}`;
    await expect(listed(ada, [red, blue])).resolves.toEqual(
      [shared, `personal ${ada}`, `team ${red}`, `team ${blue}`].sort(),
    );
    // Naming a team one is not in shows nothing of it.
    await expect(listed(bob, [red, blue])).resolves.toEqual([shared, `team ${blue}`].sort());
    await expect(listed(ada, [], true)).resolves.toHaveLength(4);
    await expect(listed(bob, [], true)).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    await expect(
      bff.call(orchestrator.listCredentials, { userId: mallory, teamIds: [red], all: true }, as(mallory, evil)),
    ).resolves.toEqual({ items: [] });
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['a personal one of somebody else', () => set(bob, 'personal', ada), 'NOT_ALLOWED'],
    ['one of a team of others', () => set(eve, 'team', red), 'NOT_ALLOWED'],
    ['one of the own team without the right', () => set(bob, 'team', blue), 'NOT_ALLOWED'],
    ['the organization’s without the right', () => set(eve, 'organization', acme), 'NOT_ALLOWED'],
    ['that of another organization', () => set(ada, 'organization', evil), 'NOT_ALLOWED'],
    [
      'for a server of another organization',
      () => set(mallory, 'personal', mallory, { TOKEN: 'x' }, evil),
      'SERVER_NOT_FOUND',
    ],
    ['as somebody of another organization', () => set(mallory, 'personal', mallory), 'NOT_ALLOWED'],
    ['as nobody', () => set(randomUUID(), 'personal', ada), 'NOT_ALLOWED'],
    ['for a field the server does not have', () => set(ada, 'personal', ada, { OTHER: 'x' }), 'INVALID_INPUT'],
    ['for a field that is no secret', () => set(ada, 'personal', ada, { PLAIN: 'x' }), 'INVALID_INPUT'],
    ['without any value', () => set(ada, 'personal', ada, {}), 'INVALID_INPUT'],
    ['that breaks a header', () => set(ada, 'personal', ada, { TOKEN: 'a\r\nHost: b' }), 'INVALID_INPUT'],
  ])('nobody keeps %s', async (_, attempt, code) => {
    const before = await rows();
    await expect(attempt()).rejects.toMatchObject({ code });
    await expect(rows()).resolves.toEqual(before);
  });

  it('of others are not deleted', async () => {
    const { items } = await bff.call(orchestrator.listCredentials, { userId: ada, teamIds: [red] }, as(ada));
    const own = items.find(({ scope }) => scope === 'personal');
    const gone = (person: string, scope: CredentialScope, ownerId: string) =>
      bff.call(orchestrator.deleteCredential, { id: own?.id ?? '', scope, ownerId }, as(person));
    await expect(gone(bob, 'personal', ada)).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    // Calling somebody else's one's own does not make it so.
    await expect(gone(bob, 'personal', bob)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(gone(ada, 'personal', ada)).resolves.toEqual({});
    await expect(resolved(ada, [red, blue])).resolves.toContainEqual(['TOKEN', 'team', red]);
  });

  it('keep their id and age when their values are replaced', async () => {
    const first = await set(ada, 'team', red, { TOKEN: 'a', EXTRA: 'b' });
    const second = await set(ada, 'team', red, { TOKEN: 'c' });
    expect(second).toMatchObject({ id: first.id, createdAt: first.createdAt, fields: ['TOKEN'] });
  });

  it('tell of their changes by name of field only', async () => {
    const admin = await connectAs(nats(), 'admin');
    const manager = await jetstreamManager(admin);
    const told = await eventually(async () => {
      const { state } = await manager.streams.info(EVENT_STREAM);
      const found: { type: string; data: { before: unknown; after: unknown } }[] = [];
      for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
        const message = await manager.streams.getMessage(EVENT_STREAM, { seq });
        if (message) found.push(message.json());
      }
      expect(found.map(({ type }) => type)).toContain('orchestrator.credential.deleted');
      return found;
    });
    await admin.close();
    expect(told.at(-1)).toMatchObject({
      type: 'orchestrator.credential.changed',
      principal: `user:${ada}`,
      data: { before: ['EXTRA', 'TOKEN'], after: ['TOKEN'] },
    });
  });

  it('are known to a replica that did not change them', async () => {
    const replica = await startService(definition, nats(), environment());
    try {
      await Promise.all([set(ada, 'personal', ada), set(eve, 'personal', eve)]);
      // Answers come from either replica.
      await eventually(async () => {
        const answers = await Promise.all(Array.from({ length: 20 }, () => resolved(eve, [])));
        for (const answer of answers) expect(answer).toContainEqual(['TOKEN', 'personal', eve]);
      });
    } finally {
      await replica.stop();
    }
  });

  it('move to a new key in batches, all organizations by themselves, and open under it alone', async () => {
    const newKey = secretKey();
    const before = await rows();
    const rotating = await startService(definition, nats(), {
      ...environment(),
      SECRET_KEY: newKey,
      SECRET_KEY_PREVIOUS: oldKey,
      KEY_SWEEP_MS: '50',
    });
    const after = await eventually(async () => {
      const found = await rows();
      expect(new Set(found.map((row) => row['key_id'])).size).toBe(1);
      expect(found[0]?.['key_id']).not.toBe(before[0]?.['key_id']);
      return found;
    });
    await rotating.stop();
    expect(after.map((row) => row['sealed'])).toEqual(before.map((row) => row['sealed']));
  });

  it('are wrapped anew on request only by whoever manages them', async () => {
    await expect(bff.call(orchestrator.rotateKey, {}, as(bob))).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    // This orchestrator does not know the key of the rotation before: nothing is lost, and it says what remains.
    await expect(bff.call(orchestrator.rotateKey, {}, as(ada))).resolves.toMatchObject({
      rewrapped: 0,
      remaining: (await rows()).length,
    });
    await expect(bff.call(orchestrator.rotateKey, {}, as(mallory, evil))).resolves.toMatchObject({ remaining: 0 });
  });

  it('go with the team and with the server', async () => {
    const publish = async (login: 'identity' | 'registry', say: (publisher: EventPublisher) => void): Promise<void> => {
      const connection = await connectAs(nats(), login);
      const publisher = new EventPublisher(connection, login, `/tmp/archestra-credential-${randomUUID()}`);
      say(publisher);
      await publisher.close();
      await connection.close();
    };
    await publish('identity', (events) =>
      events.publish(identityEvents.teamDeleted, {
        organizationId: acme,
        data: { id: red, name: 'red', before: { name: 'red', description: '' }, after: null },
      }),
    );
    await eventually(async () => expect((await rows()).map((row) => row['owner_id'])).not.toContain(red));
    expect(await rows()).not.toEqual([]);
    // Of another organization nothing goes, whatever its events say.
    const deleted = (organizationId: string) => (events: EventPublisher) =>
      events.publish(registryEvents.installationDeleted, { organizationId, data: { id: server, name: 'files' } });
    await publish('registry', deleted(evil));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await rows()).not.toEqual([]);
    await publish('registry', deleted(acme));
    await eventually(async () => expect(await rows()).toEqual([]));
  });
});
