/* eslint-disable @nx/enforce-module-boundaries -- Who may do what is tried on the service that decides it, not on a stand-in. */
import { IdentityEnv } from '../../../../services/identity/src/identity.config.ts';
import { IdentityModule } from '../../../../services/identity/src/identity.module.ts';
import { PasswordHasher } from '../../../../services/identity/src/password/password-hasher.ts';
/* eslint-enable @nx/enforce-module-boundaries */
import { identity, Permission, type Actor, type Reply, type Request, type User } from '@archestra/contracts';
import { freePort, startRedis, type RedisHandle } from '@archestra/local';
import { NatsClient } from '@archestra/messaging';
import { connectAs, provisionNats, startService, useDatabase, useNats } from '@archestra/testing';
import { afterAll, beforeAll, jest } from '@jest/globals';
import type { NatsConnection } from '@nats-io/transport-node';
import { BffEnv } from '../../src/bff.config.ts';
import { bff } from '../../src/bff.ts';
import { ChatStore } from '../../src/chat/chat.store.ts';
import { PromptStore } from '../../src/prompt/prompt.store.ts';
import { keeper, scopes } from './expectation.ts';
import { standIn, type Thing } from './stand-in.ts';

export const password = 'correct horse battery';
export const ids = {
  own: '019a0000-0000-7000-8000-0000000000a1',
  other: '019a0000-0000-7000-8000-0000000000a2',
  foreign: '019a0000-0000-7000-8000-0000000000a3',
  nothing: '019a0000-0000-7000-8000-0000000000a4',
};
const address = (name: string): string => `${name.toLowerCase()}@example.org`;

interface Someone {
  user: User;
  actor: Actor;
  context: { organizationId: string; principal: string };
}
type Running = Awaited<ReturnType<typeof startService>>;

const someone = (user: User): Someone => ({
  user,
  actor: { userId: user.id, permissions: [...Permission.options] },
  context: { organizationId: user.organizationId, principal: `user:${user.id}` },
});

/** The bff and identity as they are, with everybody who asks signed in; the other services are stand-ins. */
export class World {
  url = '';
  client!: NatsClient;
  readonly things = new Map<string, Thing>();
  /** Headers of each column. */
  readonly credentials = new Map<string, Record<string, string>>();
  admin!: Someone;
  foreigner!: Someone;
  people!: Record<'E' | 'M' | 'L' | 'U' | 'C' | 'V', Someone>;
  teams!: Record<'own' | 'other' | 'foreign', string>;
  keeperRole = '';
  /** A chat of M, of somebody who is not here, and of another organization. */
  chats!: Record<'own' | 'other' | 'foreign', string>;
  private prompts!: PromptStore;
  private count = 0;

  /** A name that nobody used before. */
  fresh(): string {
    return `thing-${(this.count += 1)}`;
  }

  as<C extends Parameters<NatsClient['call']>[0]>(who: Someone, contract: C, input: Request<C>): Promise<Reply<C>> {
    return this.client.call(contract, input, who.context);
  }

  async populate(): Promise<void> {
    const { admin } = this;
    const organization = { actor: admin.actor, name: 'Elsewhere', adminEmail: address('foreigner') };
    const { secret } = await this.as(admin, identity.createOrganization, organization);
    this.foreigner = await this.accept(secret, 'Foreigner');
    const role = { actor: admin.actor, name: 'Keeper', permissions: [...keeper] };
    this.keeperRole = (await this.as(admin, identity.createRole, role)).ref;
    const team = async (who: Someone, name: string): Promise<string> =>
      (await this.as(who, identity.createTeam, { actor: who.actor, name })).id;
    this.teams = {
      own: await team(admin, 'red'),
      other: await team(admin, 'blue'),
      foreign: await team(this.foreigner, 'red'),
    };
    const red = [this.teams.own];
    this.people = {
      E: await this.invite('E', 'editor', []),
      M: await this.invite('M', 'member', red),
      L: await this.invite('L', 'member', red),
      U: await this.invite('U', 'auditor', []),
      C: await this.invite('C', this.keeperRole, red),
      V: await this.invite('V', 'member', []),
    };
    const lead = { actor: admin.actor, id: this.teams.own, userId: this.people.L.user.id, isLead: true };
    await this.as(admin, identity.setTeamMember, lead);
    this.keep();
  }

  /** A prompt of M, of somebody who is not here, or of another organization. */
  async prompt(scope: 'own' | 'other' | 'foreign'): Promise<string> {
    const { M, V } = this.people;
    const who = { own: M, other: V, foreign: this.foreigner }[scope].user;
    const editor = { organizationId: who.organizationId, userId: who.id, isAny: false };
    return (await this.prompts.create(editor, { name: this.fresh(), title: 'X', text: 'x' })).id;
  }

  /** What the bff itself keeps. */
  async fill(chats: ChatStore, prompts: PromptStore): Promise<void> {
    const chatOf = async ({ user }: Someone): Promise<string> =>
      (await chats.create({ organizationId: user.organizationId, userId: user.id })).id;
    const { M, V } = this.people;
    this.chats = { own: await chatOf(M), other: await chatOf(V), foreign: await chatOf(this.foreigner) };
    this.prompts = prompts;
  }

  private keep(): void {
    const { organizationId } = this.admin.user;
    const { C, M, V } = this.people;
    const [red, blue] = [this.teams.own, this.teams.other];
    const thing = (ownerId: string, teamId: string, callerId: string): Thing => ({
      organizationId,
      ownerId,
      teamIds: [teamId],
      caller: `user:${callerId}`,
    });
    this.things.set(ids.own, thing(C.user.id, red, M.user.id));
    this.things.set(ids.other, thing(V.user.id, blue, V.user.id));
    // Of another organization, and otherwise just like one's own.
    const foreign = { ...thing(C.user.id, red, M.user.id), organizationId: this.foreigner.user.organizationId };
    this.things.set(ids.foreign, foreign);
  }

  async signEverybodyIn(): Promise<void> {
    for (const name of ['A', 'E', 'M', 'L', 'U', 'C']) {
      const email = name === 'A' ? address('admin') : address(name);
      const answer = await fetch(`${this.url}/api/session`, {
        method: 'POST',
        headers: { origin: this.url, 'content-type': 'application/json' },
        body: JSON.stringify({ email, password }),
      });
      if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
      const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      this.credentials.set(name, { origin: this.url, cookie });
    }
    const { admin } = this;
    const token = { actor: admin.actor, name: 'matrix' };
    const p = await this.as(admin, identity.createToken, { ...token, scopes: [...scopes.p] });
    const team = { ...token, teamId: this.teams.own, scopes: [...scopes.t] };
    const t = await this.as(admin, identity.createSharedToken, team);
    const s = await this.as(admin, identity.createSharedToken, { ...token, teamId: null, scopes: [...scopes.s] });
    for (const [name, { secret }] of Object.entries({ p, t, s }))
      this.credentials.set(name, { authorization: `Bearer ${secret}` });
    this.credentials.set('N', { origin: this.url });
  }

  private async invite(name: string, role: string, teamIds: string[]): Promise<Someone> {
    const invitation = { actor: this.admin.actor, email: address(name), role, teamIds };
    const { secret } = await this.as(this.admin, identity.createInvitation, invitation);
    return this.accept(secret, name);
  }

  private async accept(secret: string, name: string): Promise<Someone> {
    const { user } = await this.client.call(identity.acceptInvitation, { secret, name, password });
    return someone(user);
  }

  async start(client: NatsClient): Promise<void> {
    this.client = client;
    const { user } = await client.call(identity.createSession, { email: address('admin'), password });
    this.admin = someone(user);
    await this.populate();
  }
}

export const useWorld = (): World => {
  const world = new World();
  const running: Running[] = [];
  const connections: NatsConnection[] = [];
  let redis: RedisHandle | undefined;
  // Jest runs these in the order they are declared: the services end before their servers do.
  afterAll(async () => {
    for (const service of running.reverse()) await service.stop();
    await Promise.all(connections.map((connection) => connection.close()));
    await redis?.stop();
  }, 60_000);
  const nats = useNats();
  const database = useDatabase('identity', 'bff');
  const connect = async (login: Parameters<typeof connectAs>[1]): Promise<NatsConnection> => {
    const connection = await connectAs(nats(), login);
    connections.push(connection);
    return connection;
  };
  beforeAll(async () => {
    redis = await startRedis();
    await provisionNats(nats());
    const people = await startService({ name: 'identity', module: IdentityModule, env: IdentityEnv }, nats(), {
      DATABASE_URL: database().urlOf(),
      SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
      ADMIN_EMAIL: address('admin'),
      ADMIN_PASSWORD: password,
    });
    running.push(people);
    // A hash at full cost takes half a second of a core; here everybody has the same password.
    const hasher = people.app.get(PasswordHasher, { strict: false });
    jest.spyOn(hasher, 'hash').mockResolvedValue('plain');
    jest.spyOn(hasher, 'verify').mockImplementation((given) => Promise.resolve(given === password));
    await world.start(new NatsClient(await connect('bff')));
    await standIn(connect, world.things);
    const port = await freePort();
    const console = await startService({ ...bff, env: BffEnv }, nats(), {
      PORT: String(port),
      DATABASE_URL: database().urlOf('bff'),
      REDIS_URL: redis.url,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      GATEWAY_PUBLIC_URL: 'http://127.0.0.1:1/',
      SIGN_IN_ACCOUNT_LIMIT: '10000',
      SIGN_IN_ADDRESS_LIMIT: '10000',
    });
    running.push(console);
    world.url = console.url;
    const { app } = console;
    await world.fill(app.get(ChatStore, { strict: false }), app.get(PromptStore, { strict: false }));
    await world.signEverybodyIn();
  }, 120_000);
  return world;
};
