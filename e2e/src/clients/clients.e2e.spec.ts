import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consoleRoutes, type ToolCallRecord } from '@archestra/contracts';
import { eventually, ScriptedProvider } from '@archestra/testing';
import { RemoteServer } from '../fixture/remote-server.ts';
import { LiveEvents } from '../platform/live-events.ts';
import { npm } from '../platform/platform.ts';
import { usePlatform } from '../platform/use-platform.ts';
import { change } from './change.ts';
import { curl, envelope } from './curl.ts';
import { Answers, type Answer, type ClientKind, type McpClient } from './mcp-client.ts';
import { sdkV1 } from './sdk-v1.ts';
import { sdkV2Legacy, sdkV2Modern } from './sdk-v2.ts';

const remote = new RemoteServer();
/** Where `./start` looks for an Ollama, a provider answers. */
const ollama = new ScriptedProvider({ keepsRequests: true });
const platform = usePlatform(async () => {
  await ollama.listen();
  return { REMOTE_ALLOWED_HOSTS: await remote.listen(), OLLAMA_HOST: new URL(ollama.baseUrl).host };
});
const live = new LiveEvents();
const kinds = [sdkV1, sdkV2Legacy, sdkV2Modern];
const folder = mkdtempSync(join(tmpdir(), 'archestra-files-'));
const ids: Record<'everything' | 'files' | 'graph' | 'memories' | 'remote', string> = {
  everything: '',
  files: '',
  graph: '',
  memories: '',
  remote: '',
};
let profileId: string;
let token: { id: string; secret: string };

const LIVE_WITHIN_MS = 1_000;

beforeAll(async () => {
  // Where the tests run as root, servers still do not: they write only where everybody may.
  chmodSync(folder, 0o777);
  const home = platform();
  const [everything, files, graph, memories, unknown] = await Promise.all([
    home.serverReady('everything'),
    home.addServer(
      'files',
      npm('filesystem', { arguments: [folder], directories: [{ path: folder, writable: true }] }),
    ),
    home.addServer('graph', npm('memory', { environment: { MEMORY_FILE_PATH: '/home/server/memory.json' } })),
    home.serverReady('memories'),
    home.addServer('remote', { kind: 'remote', url: remote.url }),
  ]);
  Object.assign(ids, {
    everything: everything.id,
    files: files.id,
    graph: graph.id,
    memories: memories.id,
    remote: unknown.id,
  });
  profileId = await home.createProfile('All four');
  for (const { id } of [everything, files, graph, memories]) await home.grant(profileId, id);
  token = await home.createToken('clients');
  await live.open(home);
});
afterAll(async () => {
  await live.close();
  remote.close();
  await ollama.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Every call a client saw answered was told to the console within a second, and its record says what was decided and how long it took. */
const expectRecorded = async (answers: Map<string, Answer>, fewest: number): Promise<void> => {
  expect(answers.size).toBeGreaterThanOrEqual(fewest);
  for (const [id, { atMs, isStream }] of answers) {
    const heard = await live.hear((call) => call.id === id);
    const answeredAtMs = isStream ? atMs + heard.call.durationUs / 1_000 : atMs;
    expect(heard.atMs - answeredAtMs).toBeLessThan(LIVE_WITHIN_MS);
    const { call, ...record } = await recordOf(id);
    expect(record).toMatchObject({ id, profileId, timing: { totalUs: expect.any(Number) } });
    expect(call?.decision.outcome).toBe(record.decision);
    if (record.outcome === 'answered')
      expect(record).toMatchObject({
        decision: 'allow',
        timing: { decideUs: expect.any(Number), executeUs: expect.any(Number) },
      });
  }
};

/** The record is written in batches, a moment after the live event. */
const recordOf = (id: string): Promise<ToolCallRecord> =>
  eventually(() => platform().api.call(consoleRoutes.getToolCall, { params: { id } }), 5_000);

describe('./start', () => {
  it('chats with the Ollama that answers, and has it read what the chat may not see', async () => {
    const { installation, api } = platform();
    const { items, defaults } = await api.call(consoleRoutes.listModels, {});
    expect(new Set(items.map(({ provider }) => provider))).toEqual(new Set(['ollama']));
    expect(defaults.chat?.provider).toBe('ollama');
    expect(defaults.quarantine).toEqual(defaults.chat);
    expect(installation.output).toContain(`ollama:${defaults.chat?.model}`);
    expect(ollama.received.map(({ path }) => path)).toContain('/v1/chat/completions');
  });
});

describe.each(kinds)('$name', (kind: ClientKind) => {
  const answers = new Answers();
  let client: McpClient;
  /** How many calls the running test made, at least. */
  let calls: number;

  beforeAll(async () => {
    client = await kind.connect(platform().endpoint(profileId), token.secret, answers);
  });
  beforeEach(() => void (calls = 1));
  afterEach(() => expectRecorded(answers.take(), calls));
  afterAll(() => client.close());

  it('lists the tools of all four servers, each under the name of its server', async () => {
    const tools = await client.tools();
    expect(tools).toEqual(
      expect.arrayContaining(['everything__echo', 'files__write_file', 'graph__read_graph', 'memories__set_memory']),
    );
    expect(new Set(tools.map((name) => name.split('__')[0]))).toEqual(
      new Set(['everything', 'files', 'graph', 'memories']),
    );
    calls = 0;
  });

  it('calls tools and gets text, structured content and images', async () => {
    expect((await client.call('everything__echo', { message: 'hello' })).content).toEqual([
      { type: 'text', text: 'Echo: hello' },
    ]);
    expect((await client.call('everything__get-sum', { a: 19, b: 23 })).content[0]?.text).toContain('42');
    const weather = await client.call('everything__get-structured-content', { location: 'Chicago' });
    expect(weather.structuredContent).toEqual({ temperature: 36, conditions: 'Light rain / drizzle', humidity: 82 });
    const image = (await client.call('everything__get-tiny-image')).content.find(({ type }) => type === 'image');
    expect(image?.mimeType).toBe('image/png');
    expect(
      Buffer.from(image?.data ?? '', 'base64')
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    calls = 4;
  });

  it('writes a file and reads it back', async () => {
    const path = join(folder, `${kind.name.replaceAll(/\W/g, '-')}.txt`);
    expect(await client.call('files__write_file', { path, content: kind.name })).not.toHaveProperty('isError', true);
    expect(readFileSync(path, 'utf8')).toBe(kind.name);
    expect((await client.call('files__read_text_file', { path })).content[0]?.text).toBe(kind.name);
    calls = 2;
  });

  it('builds a graph and reads it', async () => {
    const entity = { name: kind.name, entityType: 'client', observations: ['is here'] };
    await client.call('graph__create_entities', { entities: [entity] });
    expect((await client.call('graph__read_graph')).content[0]?.text).toContain(kind.name);
    calls = 2;
  });

  it('keeps a memory and finds it, as the person does in the console', async () => {
    await client.call('memories__set_memory', { name: 'favourite client', value: kind.name });
    expect(JSON.stringify(await client.call('memories__list_memories'))).toContain(kind.name);
    const { items } = await platform().api.call(consoleRoutes.listMemories, {});
    expect(items).toEqual([expect.objectContaining({ name: 'favourite client', value: kind.name })]);
    calls = 2;
  });

  it('hears of progress', async () => {
    const seen: number[] = [];
    const onProgress = ({ progress }: { progress: number }): void => void seen.push(progress);
    const result = await client.call(
      'everything__trigger-long-running-operation',
      { duration: 1, steps: 4 },
      { onProgress },
    );
    expect(result.content[0]?.text).toContain('completed');
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('gets errors of a tool as results, and a name nobody granted as an error', async () => {
    expect((await client.call('everything__get-sum', { a: 'x' })).isError).toBe(true);
    await expect(client.call('everything__nothing')).rejects.toMatchObject({
      code: -32_602,
      data: { code: 'TOOL_NOT_FOUND', fault: 'client' },
    });
    calls = 2;
  });

  it('lists and reads resources, plain and by template', async () => {
    const uris = await client.resources();
    expect(uris).toContain('demo://resource/static/document/features.md');
    expect(await client.templates()).toContain('demo://resource/dynamic/text/{resourceId}');
    expect((await client.read('demo://resource/static/document/features.md'))[0]?.text).toContain('#');
    expect((await client.read('demo://resource/dynamic/text/7'))[0]?.text).toContain('7');
    await expect(client.read('demo://nowhere')).rejects.toMatchObject({ message: expect.stringMatching(/resource/i) });
    calls = 3;
  });

  it('lists and gets prompts, and has arguments completed', async () => {
    expect(await client.prompts()).toEqual(
      expect.arrayContaining(['simple-prompt', 'args-prompt', 'completable-prompt']),
    );
    expect((await client.prompt('args-prompt', { city: 'Chicago' }))[0]?.content.text).toContain('Chicago');
    expect(
      await client.complete({ type: 'ref/prompt', name: 'completable-prompt' }, { name: 'department', value: 'E' }),
    ).toEqual(['Engineering']);
    expect(
      await client.complete(
        { type: 'ref/resource', uri: 'demo://resource/dynamic/text/{resourceId}' },
        { name: 'resourceId', value: '3' },
      ),
    ).toEqual(['3']);
    calls = 3;
  });

  it('cancels a call, and the record says so', async () => {
    const from = live.calls.length;
    const controller = new AbortController();
    const call = client.call(
      'everything__trigger-long-running-operation',
      { duration: 20, steps: 2 },
      { signal: controller.signal },
    );
    const ended = expect(call).rejects.toThrow();
    setTimeout(() => controller.abort(), 300);
    await ended;
    const cancelled = await live.hear(({ error }) => error?.code === 'REQUEST_CANCELLED', { from });
    expect(cancelled.call).toMatchObject({ outcome: 'failed', name: 'everything__trigger-long-running-operation' });
    expect(cancelled.call.durationUs).toBeLessThan(3_000_000);
    answers.take();
    calls = 0;
  });

  it('is on record with its name and revision', async () => {
    await client.call('everything__echo', { message: 'who am I' });
    const seen = answers.take();
    const [id = ''] = seen.keys();
    const { call } = await recordOf(id);
    expect(call).toMatchObject({
      client: { name: expect.stringMatching(/^e2e-v\d$/), protocolVersion: kind.protocolVersion },
      principal: { tokenName: 'clients' },
    });
    await expectRecorded(seen, 1);
    calls = 0;
  });

  it('is refused with a wrong token', async () => {
    await expect(kind.connect(platform().endpoint(profileId), 'arch_wrong', answers)).rejects.toThrow();
    await live.hear(({ outcome, error }) => outcome === 'refused' && error?.code === 'UNAUTHENTICATED');
    calls = 0;
  });
});

describe('curl', () => {
  it.each(['2025-11-25', '2026-07-28'])('lists and calls tools in %s', async (revision) => {
    const send = (method: string, params: object) =>
      curl(platform().endpoint(profileId), token.secret, envelope(revision, method, params));
    const listed = await send('tools/list', {});
    expect(listed.status).toBe(200);
    expect(listed.body).toMatchObject({
      result: { tools: expect.arrayContaining([expect.objectContaining({ name: 'graph__read_graph' })]) },
    });
    const called = await send('tools/call', { name: 'everything__echo', arguments: { message: revision } });
    expect(called.body).toMatchObject({ result: { content: [{ type: 'text', text: `Echo: ${revision}` }] } });
    const id = called.headers['x-archestra-call-id'];
    expect((await live.hear((call) => call.id === id)).call).toMatchObject({ outcome: 'answered', decision: 'allow' });
  });

  it('is told why it is refused', async () => {
    const { status, body, headers } = await curl(
      platform().endpoint(profileId),
      'arch_wrong',
      envelope('2026-07-28', 'tools/list', {}),
    );
    expect({ status, challenge: headers['www-authenticate'] }).toEqual({
      status: 401,
      challenge: expect.stringContaining('Bearer'),
    });
    expect(body).toMatchObject({ error: { data: { code: 'UNAUTHENTICATED', fault: 'client' } } });
  });
});

describe.each(kinds)('a change of mind reaches $name', (kind: ClientKind) => {
  change(kind, { platform, live, serverId: () => ids.everything, unknownServerId: () => ids.remote });
});
