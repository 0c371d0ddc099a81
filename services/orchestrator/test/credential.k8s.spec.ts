import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { orchestrator } from '@archestra/contracts';
import { eventually, useDatabase, useNats } from '@archestra/testing';
import { loadImage, makeBaseFolder, useNamespace } from '@archestra/testing/kubernetes';
import { installerEnvironment } from '../src/orchestrator.config.ts';
import { hostAddress } from './cluster-world.ts';
import { contextOf, CredentialWorld, hashOf, secretKey } from './credential-world.ts';
import { applyDefinition } from './operator.fixture.ts';

const START_MS = 90_000;
const [ada, bob] = [randomUUID(), randomUUID()];
const server = randomUUID();
const [ofAda, ofBob] = [`planted-${randomBytes(12).toString('hex')}`, `planted-${randomBytes(12).toString('hex')}`];

const freePort = (): Promise<string> =>
  new Promise((resolve) => {
    const listening = createServer().listen(0, () => {
      const { port } = listening.address() as AddressInfo;
      listening.close(() => resolve(String(port)));
    });
  });

describe('credentials of servers in pods', () => {
  let world: CredentialWorld;
  // Before everything the world stands on.
  afterAll(() => world.close(), 60_000);
  const nats = useNats();
  const database = useDatabase('orchestrator');
  const namespace = useNamespace('credential');

  const whose = (person: string): Promise<string> =>
    eventually(async () => (await world.whose(server, `user:${person}`)).token, START_MS, 500);
  /** Everything of the servers that more people than the operator may read. */
  const visible = async (): Promise<string> => {
    const { core, apps, custom, name } = namespace();
    const crd = { group: 'archestra.dev', version: 'v1alpha1', namespace: name, plural: 'mcpservers' };
    const found = await Promise.all([
      core.listNamespacedPod({ namespace: name }),
      core.listNamespacedEvent({ namespace: name }),
      core.listNamespacedConfigMap({ namespace: name }),
      apps.listNamespacedDeployment({ namespace: name }),
      custom.listNamespacedCustomObject(crd),
    ]);
    return JSON.stringify(found);
  };
  const secretsWith = async (value: string): Promise<string[]> => {
    const { core, name } = namespace();
    const { items } = await core.listNamespacedSecret({ namespace: name });
    const encoded = Buffer.from(value).toString('base64');
    return items
      .filter(({ data }) => Object.values(data ?? {}).includes(encoded))
      .map(({ metadata }) => metadata?.name ?? '');
  };

  beforeAll(async () => {
    await applyDefinition();
    const base = makeBaseFolder();
    const host = await hostAddress(namespace());
    world = new CredentialWorld(nats(), database());
    await world.open({
      ...installerEnvironment(process.env),
      SECRET_KEY: secretKey(),
      SERVER_RUNTIME: 'kubernetes',
      KUBECONFIG: namespace().kubeconfig,
      KUBERNETES_NAMESPACE: namespace().name,
      KUBERNETES_BASE_IMAGE: await loadImage({ name: 'archestra-base', folder: base.folder, entry: base.entry }),
      KUBERNETES_ORCHESTRATOR_CIDRS: `${host}/32`,
      POD_DOOR_PORT: await freePort(),
      POD_DOOR_ADVERTISED_HOST: host,
      EGRESS_HOST: '0.0.0.0',
      EGRESS_PORT: await freePort(),
      EGRESS_ADVERTISED_HOST: host,
    });
    await world.person(ada, []);
    await world.person(bob, []);
    await world.install(server);
    await eventually(async () => expect(await world.status(server)).toBeDefined());
  }, 240_000);

  it('give each owner a pod with a Secret of its own', async () => {
    await world.set(ada, ['personal', ada, server], { TOKEN: ofAda });
    await world.set(bob, ['personal', bob, server], { TOKEN: ofBob });
    expect(await Promise.all([whose(ada), whose(bob)])).toEqual([hashOf(ofAda), hashOf(ofBob)]);
    expect((await world.instances(server)).sort()).toEqual([`user:${ada}`, `user:${bob}`].sort());
    const secrets = [...(await secretsWith(ofAda)), ...(await secretsWith(ofBob))];
    expect(new Set(secrets).size).toBe(2);
  }, 200_000);

  it('stand in that Secret and nowhere else', async () => {
    await world.call(server, `user:${ada}`, 'spill');
    const context = contextOf(`user:${ada}`);
    const shown = await eventually(async () => {
      const { lines } = await world.bff.call(orchestrator.readLog, { serverId: server }, context);
      const log = lines.map(({ text }) => text).join('\n');
      expect(log).toContain('TOKEN=[secret]');
      return log;
    });
    const { yaml } = await world.bff.call(orchestrator.readManifest, { serverId: server }, context);
    expect(yaml).toContain('TOKEN');
    const everything = [shown, yaml, await visible(), JSON.stringify(await world.status(server))].join();
    for (const value of [ofAda, ofBob])
      for (const spelling of [value, Buffer.from(value).toString('base64'), Buffer.from(value).toString('hex')])
        expect(everything.includes(spelling)).toBe(false);
  }, 60_000);

  it('replace the pod of their owner when they change, and take it away when they go', async () => {
    const before = (await world.whose(server, `user:${bob}`)).run;
    await world.set(ada, ['personal', ada, server], { TOKEN: `${ofAda}-again` });
    expect(await whose(ada)).toBe(hashOf(`${ofAda}-again`));
    expect(await secretsWith(ofAda)).toEqual([]);
    await world.delete(ada, ['personal', ada, server]);
    await expect(world.whose(server, `user:${ada}`)).rejects.toMatchObject({ code: 'CREDENTIAL_MISSING' });
    await eventually(async () => expect(await secretsWith(`${ofAda}-again`)).toEqual([]), START_MS, 500);
    await eventually(async () => expect(await visible()).not.toContain(`user:${ada}`), START_MS, 500);
    expect((await world.whose(server, `user:${bob}`)).run).toBe(before);
  }, 200_000);
});
