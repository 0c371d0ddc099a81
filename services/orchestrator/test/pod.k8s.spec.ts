import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@archestra/testing';
import { loadImage, RootFolder } from '@archestra/testing/kubernetes';
import type { ServerConnection } from '../src/connection/connection.ts';
import { connectRunning } from '../src/connection/running.connector.ts';
import type { ImageWorkload, LaunchSpec, PackageWorkload, Runtime } from '../src/runtime/runtime.ts';
import { useClusterWorld } from './cluster-world.ts';
import { callTool, conversation, request } from './direct-call.ts';
import { publishedNpm, publishedPython } from './published-package.ts';

const ORGANIZATION = '018f0000-0000-7000-8000-000000000001';
const idOf = (number: number): string => `018f0000-0000-7000-8000-0000000002${String(number).padStart(2, '0')}`;
const fixture = (name: string): string => fileURLToPath(new URL(`./fixture/${name}`, import.meta.url));
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'answered',
    (error: unknown) => (error as { code?: unknown }).code ?? error,
  );

describe('servers as pods', () => {
  const world = useClusterWorld({ limits: { cpu: '1', memory: '256Mi', ephemeralStorage: '64Mi' } });
  const folder = mkdtempSync(join(tmpdir(), 'archestra-pods-'));
  let runtime: Runtime;
  let foreignImage: string;

  beforeAll(async () => {
    runtime = world().runtime();
    const root = new RootFolder().addProgram(process.execPath, 'usr/bin/node');
    for (const name of ['hostile.mjs', 'http-server.mjs']) root.addFile(fixture(name), name);
    foreignImage = await loadImage({ name: 'foreign', folder: root.path, entry: ['/usr/bin/node', '/hostile.mjs'] });
  }, 240_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const specOf = (number: number, workload: LaunchSpec['workload'], rest: Partial<LaunchSpec> = {}): LaunchSpec => ({
    organizationId: ORGANIZATION,
    serverId: idOf(number),
    instance: 'shared',
    name: `server-${number}`,
    workload,
    environment: {},
    secrets: {},
    egress: undefined,
    limits: {},
    ...rest,
  });
  const hostile = (...args: string[]): PackageWorkload => {
    const path = join(folder, 'hostile');
    mkdirSync(path, { recursive: true });
    cpSync(fixture('hostile.mjs'), join(path, 'hostile.mjs'));
    const command = ['node', join(path, 'hostile.mjs'), ...args] as const;
    return { kind: 'package', folder: path, command: [...command], environment: {}, directories: [] };
  };
  const image = (rest: Partial<ImageWorkload> = {}): ImageWorkload => ({
    kind: 'image',
    image: foreignImage,
    transport: 'attach',
    command: [],
    arguments: [],
    port: 8_080,
    path: '/mcp',
    pullSecrets: [],
    ...rest,
  });
  const connect = async (spec: LaunchSpec, by = runtime): Promise<ServerConnection> =>
    connectRunning(await by.launch(spec), conversation());
  const podNames = async (spec: LaunchSpec): Promise<string[]> =>
    (await runtime.inspect(spec)).pods.filter(({ phase }) => phase !== 'Terminating').map(({ name }) => name);

  describe('a published npm server through the bridge', () => {
    let connection: ServerConnection;
    let wanted: LaunchSpec;

    beforeAll(async () => {
      const installed = await publishedNpm(tmpdir());
      wanted = specOf(1, { kind: 'package', ...installed, directories: [] }, { secrets: { API_KEY: 'planted' } });
      connection = await connect(wanted);
    }, 180_000);

    it('answers, and knows its credentials', async () => {
      expect(connection.sandbox).toBe('pod');
      await expect(callTool(connection, 'echo', { message: 'from a pod' })).resolves.toContain('from a pod');
      const { tools } = (await request(connection, 'tools/list', {})) as { tools: unknown[] };
      expect(tools.length).toBeGreaterThan(5);
      await expect(callTool(connection, 'get-env')).resolves.toContain('planted');
    });

    it('shows its pod, its conditions and its manifest, in which no secret is', async () => {
      const { pods, conditions, manifest } = await runtime.inspect(wanted);
      expect(pods).toMatchObject([{ phase: 'Running', ready: true, restarts: 0 }]);
      expect(conditions).toContainEqual(expect.objectContaining({ type: 'Ready', status: 'True' }));
      expect(manifest).toContain('kind: McpServer');
      expect(manifest).not.toContain('planted');
    });

    it('is found again, as it is, by an orchestrator that comes back', async () => {
      const before = await podNames(wanted);
      await connection.release(1_000);
      const successor = world().runtime();
      connection = await connect(wanted, successor);
      await expect(callTool(connection, 'echo', { message: 'again' })).resolves.toContain('again');
      expect(await podNames(wanted)).toEqual(before);
    });

    it('sleeps without a pod and wakes with the next launch', async () => {
      await connection.close(20_000);
      await eventually(async () => expect(await podNames(wanted)).toEqual([]), 30_000);
      const begun = Date.now();
      connection = await connect(wanted);
      await expect(callTool(connection, 'echo', { message: 'awake' })).resolves.toContain('awake');
      console.info(`wake from zero to the first answer: ${Date.now() - begun} ms`);
    });

    it('tells its use of resources', async () => {
      await eventually(() => expect(connection.usage().memoryBytes).toBeGreaterThan(10_000_000), 80_000, 1_000);
    }, 90_000);

    it('leaves nothing behind when it is removed', async () => {
      await runtime.remove(wanted);
      await expect(connection.ended).resolves.toMatchObject({ reason: expect.any(String) });
      expect(await runtime.inspect(wanted)).toEqual({ pods: [], conditions: [], manifest: null });
    });
  });

  it('runs a published server of the Python index', async () => {
    const wanted = specOf(10, { kind: 'package', ...(await publishedPython(tmpdir())), directories: [] });
    const connection = await connect(wanted);
    const question = { source_timezone: 'UTC', time: '12:00', target_timezone: 'Asia/Tokyo' };
    await expect(callTool(connection, 'convert_time', question)).resolves.toContain('+9.0h');
    await runtime.remove(wanted);
  }, 180_000);

  describe.each([
    ['direct', 2],
    ['port-forward', 3],
  ] as const)('through the bridge, reached by %s', (reach, number) => {
    it('carries many calls, large answers and what is not MCP', async () => {
      const wanted = specOf(number, hostile());
      const talk = conversation();
      const connection = await connectRunning(await world().runtime({ reach }).launch(wanted), talk);
      const values = Array.from({ length: 40 }, (_, index) => `v${index}`);
      await expect(Promise.all(values.map((value) => callTool(connection, 'echo', { value })))).resolves.toEqual(
        values,
      );
      expect((await callTool(connection, 'big')).length).toBe(5 * 1024 * 1024);
      await expect(callTool(connection, 'garbage')).resolves.toBe('after garbage');
      await expect(codeOf(callTool(connection, 'huge'))).resolves.toBe('SERVER_RESPONSE_TOO_LARGE');
      await eventually(() => {
        expect(talk.violations).toEqual(['garbageLines', 'garbageLines', 'oversizedFrames']);
        expect(talk.log.tail(100).map(({ text }) => text)).toContain('Listening on port 3000');
      });
      await runtime.remove(wanted);
    });
  });

  describe('an image of somebody else', () => {
    it('is spoken with over its stdin and stdout', async () => {
      const wanted = specOf(4, image(), { environment: { VISIBLE: 'yes' }, secrets: { TOKEN: 'planted' } });
      const talk = conversation();
      const connection = await connectRunning(await runtime.launch(wanted), talk);
      await expect(callTool(connection, 'echo', { value: 'attached' })).resolves.toBe('attached');
      expect((await callTool(connection, 'big')).length).toBe(5 * 1024 * 1024);
      const { names } = JSON.parse(await callTool(connection, 'whoami')) as { names: string[] };
      expect(names).toEqual(expect.arrayContaining(['VISIBLE', 'TOKEN']));
      await connection.release(1_000);
      const again = await connect(wanted, world().runtime());
      await expect(callTool(again, 'echo', { value: 'attached again' })).resolves.toBe('attached again');
      const hanging = codeOf(callTool(again, 'never'));
      await expect(codeOf(callTool(again, 'die'))).resolves.toBe('SERVER_CRASHED');
      await expect(hanging).resolves.toBe('SERVER_CRASHED');
      await expect(again.ended).resolves.toMatchObject({ exitCode: 7 });
      // Who comes at once may meet the end of the run before; the platform tries again, too.
      const back = await connect(wanted).catch(() => connect(wanted));
      await expect(callTool(back, 'echo', { value: 'back' })).resolves.toBe('back');
      await runtime.remove(wanted);
    });

    it('is spoken with over Streamable HTTP', async () => {
      const http = image({ transport: 'http', command: ['/usr/bin/node', '/http-server.mjs'] });
      const wanted = specOf(5, http);
      const connection = await connect(wanted);
      await expect(callTool(connection, 'echo', { value: 'native' })).resolves.toBe('native');
      await expect(codeOf(callTool(connection, 'die'))).resolves.toBe('SERVER_CRASHED');
      await expect(connection.ended).resolves.toMatchObject({ exitCode: 9 });
      const back = await connect(wanted);
      await expect(callTool(back, 'echo', { value: 'back' })).resolves.toBe('back');
      const previous = await runtime.readLog(wanted, { tail: 10, previous: true });
      expect(previous?.map(({ text }) => text)).toEqual(['listening']);
      await runtime.remove(wanted);
    });
  });

  describe('a server that fails', () => {
    it('has an image that does not exist: said at once, in words', async () => {
      const wanted = specOf(6, image({ image: 'localhost/nobody-has-this:1' }));
      await expect(runtime.launch(wanted)).rejects.toMatchObject({
        code: 'SERVER_UNAVAILABLE',
        message: expect.stringContaining('nobody-has-this'),
      });
      await runtime.remove(wanted);
    });

    it('crashes as soon as it starts: its last words are told, and kept for the log of the run before', async () => {
      const crash = image({ command: ['/usr/bin/node', '-e', 'console.error("no such database"); process.exit(3)'] });
      const wanted = specOf(7, crash);
      await expect(connect(wanted)).rejects.toMatchObject({ code: 'SERVER_UNAVAILABLE' });
      await expect(eventually(() => expect(connect(wanted)).rejects.toThrow('no such database'), 30_000)).resolves.toBe(
        undefined,
      );
      await eventually(async () => {
        const lines = await runtime.readLog(wanted, { tail: 10, previous: true });
        expect(lines?.map(({ text }) => text)).toEqual(['no such database']);
      }, 30_000);
      await runtime.remove(wanted);
    });

    it('fills its disk: it is ended, and the reason is told', async () => {
      const wanted = specOf(8, hostile());
      const connection = await connect(wanted);
      const path = '/tmp/full';
      void codeOf(callTool(connection, 'fill', { path, megabytes: 200 }));
      await expect(connection.ended).resolves.toMatchObject({ reason: expect.stringMatching(/Evicted|told to end/) });
      await eventually(async () => {
        const { conditions } = await runtime.inspect(wanted);
        expect(conditions).toContainEqual(expect.objectContaining({ type: 'Ready', status: 'False' }));
      }, 30_000);
      await runtime.remove(wanted);
    });

    it('cannot see directories of any machine', async () => {
      const workload = { ...hostile(), directories: [{ path: '/srv', writable: false }] };
      await expect(runtime.launch(specOf(9, workload))).rejects.toThrow('not on Kubernetes');
    });
  });
});
