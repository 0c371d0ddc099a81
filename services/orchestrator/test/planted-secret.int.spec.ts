import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { orchestrator, type CredentialScope } from '@archestra/contracts';
import { log } from '@archestra/service';
import { connectAs, eventually, useDatabase, useNats } from '@archestra/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import pg from 'pg';
import { acme, contextOf, CredentialWorld, secretKey } from './credential-world.ts';
import { RemoteFixture } from './fixture/remote.ts';

const [ada, bob] = [randomUUID(), randomUUID()];
const red = randomUUID();
const [server, remoteServer] = [randomUUID(), randomUUID()];

const plant = (): string => `planted-${randomBytes(12).toString('hex')}/"+=`;
const pem = (): string => `-----BEGIN KEY-----\n${plant()}\n${plant()}\n-----END KEY-----\n`;

/** How a value looks wherever programs put it; of a value of several lines every line counts. */
const traces = (value: string): string[] =>
  value
    .split('\n')
    .filter((line) => line.includes('planted'))
    .flatMap((line) => {
      const core = line.slice(8, 32);
      return [
        core,
        Buffer.from(core).toString('hex'),
        // The middle of it in base64, wherever it began.
        ...[0, 1, 2].map((shift) => Buffer.from(line.slice(shift, shift + 21)).toString('base64')),
      ];
    });

describe('planted secrets', () => {
  const nats = useNats();
  const database = useDatabase('orchestrator');
  const remote = new RemoteFixture();
  const planted: string[] = [];
  const written: string[] = [];
  const answers: string[] = [];
  let world: CredentialWorld;

  const provide = async (scope: CredentialScope, ownerId: string, serverId = server): Promise<void> => {
    const values = serverId === server ? { TOKEN: plant(), PEM: pem() } : { Authorization: `Bearer ${plant()}` };
    planted.push(...Object.values(values));
    answers.push(JSON.stringify(await world.set(ada, [scope, ownerId, serverId], values)));
  };
  /** An answer, or the error a client would see. */
  const keep = (promise: Promise<unknown>): Promise<void> =>
    promise.then(
      (answer) => void answers.push(typeof answer === 'string' ? answer : JSON.stringify(answer)),
      (error: unknown) => void answers.push(JSON.stringify((error as { toWire(): unknown }).toWire()), String(error)),
    );

  const everyMessage = async (): Promise<string[]> => {
    const connection = await connectAs(nats(), 'admin');
    const manager = await jetstreamManager(connection);
    const found: string[] = [];
    for await (const { config, state } of manager.streams.list())
      for (let seq = state.first_seq; state.messages > 0 && seq <= state.last_seq; seq += 1) {
        const message = await manager.streams.getMessage(config.name, { seq }).catch(() => null);
        if (message) found.push(`${message.subject} ${Buffer.from(message.data).toString('latin1')}`);
      }
    await connection.close();
    return found;
  };
  const everyRow = async (): Promise<string[]> => {
    const client = new pg.Client({ connectionString: database().adminUrl });
    await client.connect();
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
        WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`,
    );
    const rows: string[] = [];
    for (const { name } of tables) {
      const found = await client.query<{ row: string }>(`SELECT '${name} ' || t::text AS row FROM ${name} t`);
      rows.push(...found.rows.map(({ row }) => row));
    }
    await client.end();
    return rows;
  };
  const everyFile = (): string[] =>
    readdirSync(world.dataFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => `${name} ${readFileSync(join(parentPath, name), 'latin1')}`);
  /** Command lines are visible to everybody on a machine. */
  const everyCommandLine = (): string[] =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => {
        try {
          return readFileSync(join('/proc', pid, 'cmdline'), 'utf8');
        } catch {
          return '';
        }
      });
  const leaks = (places: string[]): string[] =>
    places.filter((text) => planted.flatMap(traces).some((trace) => text.includes(trace)));

  beforeAll(async () => {
    // What the service logs, at its most talkative.
    log.level = 'trace';
    const stream = Object.getOwnPropertySymbols(log).find(({ description }) => description === 'pino.stream');
    if (!stream) throw new Error('the log has no stream to listen at');
    Object.assign(log, { [stream]: { write: (line: string) => void written.push(line) } });
    const url = await remote.listen();
    world = new CredentialWorld(nats(), database());
    await world.open({ SECRET_KEY: secretKey(), REMOTE_ALLOWED_HOSTS: new URL(url).host });
    await world.person(ada, [red]);
    await world.person(bob, [red]);
    await world.install(server);
    await world.install(remoteServer, {
      name: 'remote',
      source: { kind: 'remote', url },
      fields: [
        {
          ...{ in: 'header', name: 'Authorization', isSecret: true, isRequired: true, title: '' },
          description: '',
          choices: [],
        },
      ],
    });
    await eventually(async () => expect(await world.status(remoteServer)).toBeDefined());
  });
  afterAll(async () => {
    remote.close();
    await world.close();
  });

  it('reach the server and nothing else, whatever it does with them', async () => {
    await provide('organization', acme);
    await provide('team', red);
    await provide('personal', ada);
    await provide('organization', acme, remoteServer);
    const callers = [`user:${ada}`, `user:${bob}`, `service:${randomUUID()}`];
    for (const caller of callers) {
      for (const tool of ['whose', 'spill', 'fail', 'spill', 'crash']) await keep(world.call(server, caller, tool));
      await eventually(() => world.call(server, caller, 'whose'));
      await keep(world.call(remoteServer, caller, 'json', { value: 'x' }));
      await keep(world.call(remoteServer, caller, 'garbage'));
    }
    const commandLines = everyCommandLine();
    for (const serverId of [server, remoteServer])
      for (const contract of [
        orchestrator.readLog,
        orchestrator.readUsage,
        orchestrator.readManifest,
        orchestrator.restartServer,
      ])
        await keep(world.bff.call(contract, { serverId }, contextOf(`user:${ada}`)));
    await keep(world.bff.call(orchestrator.readLog, { serverId: server, previous: true }, contextOf(`user:${ada}`)));
    await keep(world.bff.call(orchestrator.listStatus, {}, contextOf(`user:${ada}`)));
    await keep(
      world.bff.call(
        orchestrator.listCredentials,
        { userId: ada, teamIds: [red], all: true },
        contextOf(`user:${ada}`),
      ),
    );
    await keep(
      world.bff.call(
        orchestrator.resolveCredential,
        { userId: ada, teamIds: [red], serverId: server },
        contextOf(`user:${ada}`),
      ),
    );
    await keep(world.set(ada, ['personal', ada, server], { WRONG: planted[0] ?? '' }));
    await keep(world.set(ada, ['personal', ada, remoteServer], { Authorization: `${planted[0]}\r\n` }));
    await keep(world.set(ada, ['personal', ada, server], { TOKEN: `${planted[0]}${'x'.repeat(40_000)}` }));
    // Lines are written a moment after they were read.
    await new Promise((resolve) => setTimeout(resolve, 500));

    expect(leaks(answers)).toEqual([]);
    expect(leaks(written)).toEqual([]);
    expect(leaks(await everyMessage())).toEqual([]);
    expect(leaks(await everyRow())).toEqual([]);
    expect(leaks(everyFile())).toEqual([]);
    expect(leaks(commandLines)).toEqual([]);
  });

  it('did reach the server, and would have been found', async () => {
    expect(remote.authorizations).toContain(planted.find((value) => value.startsWith('Bearer ')));
    // Each place holds what belongs there: an empty one proves nothing.
    expect(answers.join()).toContain('bad token [secret]');
    expect(written.join()).toContain('"fact":"crashed"');
    expect((await everyMessage()).join()).toContain('orchestrator.credential.changed');
    expect((await everyRow()).join()).toContain('{PEM,TOKEN}');
    expect(everyFile().join()).toContain('starting with [secret]');
    // The search finds what a process prints without meaning harm.
    const [value = ''] = planted;
    for (const spilled of [
      value,
      JSON.stringify({ value }),
      Buffer.from(`u:${value}`).toString('base64'),
      Buffer.from(value).toString('hex'),
    ])
      expect(leaks([spilled])).toHaveLength(1);
  });
});
