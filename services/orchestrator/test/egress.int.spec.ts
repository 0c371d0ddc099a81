import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, useNats } from '@archestra/testing';
import { ProcessRuntime } from '../src/runtime/process.runtime.ts';
import { Everywhere, METADATA, openEgressWorld, privateAddress, type EgressWorld } from './egress-world.ts';
import { openHostileWorld, type HostileWorld } from './hostile-world.ts';

const path = process.env['PATH'] ?? '/usr/bin:/bin';
const options = {
  requireSandbox: true,
  memoryBytes: 300_000_000,
  limits: { processes: 64, openFiles: 1_024 },
  path,
  directories: [],
};
const callIdOf = (number: number): string => `018f0000-0000-7000-8000-0000000c0${String(number).padStart(3, '0')}`;

describe('a hostile server in a room of the process runtime', () => {
  const nats = useNats();
  const everywhere = new Everywhere();
  let port = 0;
  let egress: EgressWorld;
  let world: HostileWorld;
  let calls = 0;

  /** Calls a tool; resolves with its answer and with what the record says about that call. */
  const call = async (tool: string, args: object) => {
    calls += 1;
    const callId = callIdOf(calls);
    const answer = await world.call(tool, args, { callId });
    const attempts = await eventually(() => {
      const found = egress.attempts.filter(({ callIds }) => callIds.includes(callId));
      expect(found.length).toBeGreaterThan(0);
      return found;
    });
    return { answer, attempts, callId };
  };

  beforeAll(async () => {
    port = await everywhere.open();
    const trusted = [`permitted.test=127.0.0.1`, `forbidden.test=127.0.0.1`, `127.0.0.9`];
    egress = await openEgressWorld({ EGRESS_TRUSTED_HOSTS: trusted.join(',') });
    world = await openHostileWorld(
      nats(),
      (dataFolder) => new ProcessRuntime({ ...options, dataFolder }),
      { egressHosts: ['permitted.test', 'nowhere.invalid'] },
      egress.egress,
    );
    await world.until('running');
  });
  afterAll(async () => {
    await world.close();
    await egress.close();
    everywhere.close();
  });

  it.each([
    ['the metadata address', 'reach', () => ({ url: `http://${METADATA}:${port}/latest/` }), 'metadata-address'],
    ['the metadata address, in one number', 'reach', () => ({ url: `http://2852039166:${port}/` }), 'metadata-address'],
    ['the metadata name', 'reach', () => ({ url: `http://metadata.google.internal/` }), 'metadata-address'],
    ['a private address', 'reach', () => ({ url: `http://${privateAddress()}:${port}/` }), 'private-address'],
    ['a private address, bare', 'dial', () => ({ host: '10.1.2.3', port: 4_321 }), 'private-address'],
    ['a private address of IPv6', 'dial', () => ({ host: 'fd00::7', port: 4_321 }), 'private-address'],
    ['a forbidden host', 'reach', () => ({ url: `http://forbidden.test:${port}/` }), 'host-not-allowed'],
    ['a forbidden public address', 'dial', () => ({ host: '1.1.1.1', port: 443 }), 'host-not-allowed'],
  ])('does not reach %s, and its try is in the record with its call', async (_, tool, args, reason) => {
    const { answer, attempts, callId } = await call(tool, args());
    expect(answer).toMatch(/^refused /);
    expect(attempts.map((attempt) => [attempt.verdict, attempt.reason, attempt.callIds])).toEqual([
      ['refused', reason, [callId]],
    ]);
    expect(attempts[0]).toMatchObject({ seenBy: 'sandbox', instance: 'shared', bytesUp: 0, bytesDown: 0 });
    expect(everywhere.seen).toEqual([]);
  });

  it('knows where each of them went', () => {
    expect(egress.attempts.map(({ host, port: to }) => `${host}:${to}`)).toEqual(
      expect.arrayContaining([
        `${METADATA}:${port}`,
        'metadata.google.internal:80',
        `${privateAddress()}:${port}`,
        '10.1.2.3:4321',
        'fd00::7:4321',
        `forbidden.test:${port}`,
        '1.1.1.1:443',
      ]),
    );
  });

  it('reaches the permitted host by its name, without knowing of any proxy', async () => {
    const { answer, attempts, callId } = await call('reach', { url: `http://permitted.test:${port}/x` });
    expect(answer).toBe(`got 200 hello permitted.test:${port}`);
    expect(attempts.at(-1)).toMatchObject({
      host: 'permitted.test',
      port,
      address: '127.0.0.1',
      verdict: 'allowed',
      reason: 'allowed-host',
      callIds: [callId],
    });
    expect(JSON.parse(await world.call('whoami')).names.join()).not.toMatch(/proxy/i);
  });

  it('counts the bytes when the connection ends', async () => {
    const { answer } = await call('dial', { host: 'permitted.test', port });
    // A line that is no HTTP: the web server says so and hangs up.
    expect(answer).toMatch(/^got HTTP\/1\.1 400/);
    await eventually(() => {
      const ended = egress.attempts.filter(({ verdict }) => verdict === 'allowed').at(-1);
      expect(ended?.bytesUp).toBe(6);
      expect(ended?.bytesDown).toBeGreaterThan(20);
    });
  });

  it('is told that a name does not exist by a connection that ends', async () => {
    const { answer, attempts } = await call('dial', { host: 'nowhere.invalid', port: 80 });
    expect(answer).toMatch(/^refused/);
    expect(attempts[0]).toMatchObject({ verdict: 'failed', reason: 'unresolvable' });
  });

  it('sends datagrams nowhere, and that is recorded, too', async () => {
    const { answer, attempts } = await call('datagram', { host: '8.8.8.8', port: 123 });
    expect(answer).toBe('sent');
    expect(attempts[0]).toMatchObject({ host: '8.8.8.8', port: 123, verdict: 'refused', reason: 'host-not-allowed' });
  });

  it('lays an attempt at the door of every call it might belong to', async () => {
    const hanging = world.call('never', {}, { callId: callIdOf(900), timeoutMs: 3_000 }).catch(() => undefined);
    const { attempts, callId } = await call('dial', { host: '10.9.9.9', port: 9 });
    expect(attempts[0]?.callIds.sort()).toEqual([callId, callIdOf(900)].sort());
    await hanging;
  });

  it('is kept by a process that has neither rights nor secrets', () => {
    const status = readFileSync(`/proc/${egress.egress.pid}/status`, 'utf8');
    expect(status).not.toMatch(/^Uid:\t0\t/m);
    expect(status).toMatch(/^CapEff:\t0+$/m);
    const environment = readFileSync(`/proc/${egress.egress.pid}/environ`, 'utf8').split('\0').filter(Boolean);
    expect(environment.filter((line) => !line.startsWith('NODE_CHANNEL_'))).toEqual(['UV_THREADPOOL_SIZE=128']);
  });

  it('goes on after the proxy died: nothing gets through meanwhile, everything does afterwards', async () => {
    const former = egress.egress.pid;
    process.kill(former ?? 0, 'SIGKILL');
    const meanwhile = await world.call('reach', { url: `http://forbidden.test:${port}/` }, { timeoutMs: 20_000 });
    expect(meanwhile).toMatch(/^refused/);
    await eventually(() => {
      expect(egress.egress.pid).toBeDefined();
      expect(egress.egress.pid).not.toBe(former);
    });
    await eventually(async () => {
      const answer = await world.call('reach', { url: `http://permitted.test:${port}/again` }, { timeoutMs: 20_000 });
      expect(answer).toBe(`got 200 hello permitted.test:${port}`);
    });
  });

  it('finds the way open that its administrator opens, without a restart', async () => {
    const instance = { organizationId: 'o', serverId: world.server.desired.id, instance: 'shared' };
    await egress.egress.prepare(instance, ['permitted.test', 'forbidden.test']);
    await eventually(async () =>
      expect(await world.call('reach', { url: `http://forbidden.test:${port}/` })).toMatch(/^got 200/),
    );
    await egress.egress.prepare(instance, []);
    await eventually(async () =>
      expect(await world.call('reach', { url: `http://permitted.test:${port}/` })).toMatch(/^refused/),
    );
  });
});
