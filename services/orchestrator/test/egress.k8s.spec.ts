import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, useNats } from '@archestra/testing';
import { hostAddress, useClusterWorld } from './cluster-world.ts';
import { Everywhere, METADATA, openEgressWorld, type EgressWorld } from './egress-world.ts';
import { openHostileWorld, type HostileWorld } from './hostile-world.ts';

const PROXY_PORT = 36_128;
const PROXY_NAME = 'proxy.archestra.invalid';
const START_MS = 60_000;
const callIdOf = (number: number): string => `018f0000-0000-7000-8000-0000000d0${String(number).padStart(3, '0')}`;

describe('a hostile server in a pod', () => {
  const nats = useNats();
  const world = useClusterWorld({}, [{ variable: 'EGRESS_ADVERTISED_HOST', host: PROXY_NAME, port: PROXY_PORT }]);
  const everywhere = new Everywhere();
  let port = 0;
  let machine = '';
  let egress: EgressWorld;
  let hostile: HostileWorld;
  let calls = 0;

  const call = async (tool: string, args: object) => {
    calls += 1;
    const callId = callIdOf(calls);
    const answer = await hostile.call(tool, args, { callId, timeoutMs: 30_000 });
    const attempts = await eventually(() => {
      const found = egress.attempts.filter(({ callIds }) => callIds.includes(callId));
      expect(found.length).toBeGreaterThan(0);
      return found;
    });
    return { answer, attempts, callId };
  };

  beforeAll(async () => {
    port = await everywhere.open();
    machine = await hostAddress(world().namespace);
    egress = await openEgressWorld({
      EGRESS_HOST: '0.0.0.0',
      EGRESS_PORT: String(PROXY_PORT),
      EGRESS_ADVERTISED_HOST: PROXY_NAME,
      EGRESS_TRUSTED_HOSTS: 'permitted.test=127.0.0.1,forbidden.test=127.0.0.1',
    });
    hostile = await openHostileWorld(
      nats(),
      () => world().runtime(),
      { egressHosts: ['permitted.test'] },
      egress.egress,
    );
    await hostile.until('running', START_MS);
  }, 300_000);
  afterAll(async () => {
    await hostile.close();
    await egress.close();
    everywhere.close();
  }, 60_000);

  it.each([
    ['the metadata address', () => `http://${METADATA}:${port}/latest/`, 'metadata-address'],
    ['the metadata name', () => 'http://metadata.google.internal/', 'metadata-address'],
    ['a private address', () => `http://${machine}:${port}/`, 'private-address'],
    ['a forbidden host', () => `http://forbidden.test:${port}/`, 'host-not-allowed'],
  ])('does not reach %s by the proxy, and its try is in the record with its call', async (_, url, reason) => {
    const { answer, attempts, callId } = await call('reach', { url: url() });
    expect(answer).toMatch(/^refused /);
    expect(attempts.map((attempt) => [attempt.verdict, attempt.reason, attempt.seenBy, attempt.callIds])).toEqual([
      ['refused', reason, 'proxy', [callId]],
    ]);
    expect(everywhere.seen).toEqual([]);
  });

  it.each([
    ['the metadata address', () => ({ host: METADATA, port }), 'metadata-address'],
    ['a private address', () => ({ host: machine, port }), 'private-address'],
    ['a public address', () => ({ host: '1.1.1.1', port: 443 }), 'host-not-allowed'],
  ])('does not reach %s past the proxy either, and the witness tells of it', async (_, args, reason) => {
    const { answer, attempts, callId } = await call('dial', args());
    expect(answer).toMatch(/^refused /);
    expect(attempts.map((attempt) => [attempt.verdict, attempt.reason, attempt.seenBy, attempt.callIds])).toEqual([
      ['refused', reason, 'reporter', [callId]],
    ]);
    expect(everywhere.seen).toEqual([]);
  });

  it('reaches no name server of the cluster, which would carry any name out of it', async () => {
    const { core } = world().namespace;
    const { spec } = await core.readNamespacedService({ name: 'kube-dns', namespace: 'kube-system' });
    const nameServer = { host: spec?.clusterIP ?? '', port: 53 };
    const { answer } = await call('dial', nameServer);
    expect(answer).toMatch(/^refused (timeout|E[A-Z]+)$/);
    const known = { host: 'kubernetes.default.svc.cluster.local', port: 443 };
    expect((await call('dial', known)).answer).toMatch(/^refused (EAI_AGAIN|ENOTFOUND)$/);
  });

  it('reaches the permitted host', async () => {
    const { answer, attempts, callId } = await call('reach', { url: `http://permitted.test:${port}/x` });
    expect(answer).toBe(`got 200 hello permitted.test:${port}`);
    expect(attempts.at(-1)).toMatchObject({
      ...{ host: 'permitted.test', port, verdict: 'allowed', reason: 'allowed-host', seenBy: 'proxy' },
      callIds: [callId],
    });
    expect(everywhere.seen).toHaveLength(1);
  });
});
