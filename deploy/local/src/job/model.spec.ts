import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { consoleRoutes, type ModelDefaults, type ProviderInput } from '@archestra/contracts';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ConsoleClient } from '../console/console.client.ts';
import { ensureModel } from './model.ts';

const servers: Server[] = [];

/** Somebody who offers these models, and the address of it. */
const offering = async (...models: string[]): Promise<string> => {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data: models.map((id) => ({ id })) }));
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** A console that knows the providers in `hosted` by their address alone, and looks at all others itself. */
class TestConsole {
  readonly created: ProviderInput[] = [];
  readonly checked: { baseUrl: string; key: string | null }[] = [];
  defaults: ModelDefaults = { chat: null, quarantine: null };
  items: { provider: string; id: string }[] = [];
  private readonly hosted: Readonly<Record<string, readonly string[]>>;

  constructor(hosted: Readonly<Record<string, readonly string[]>> = {}) {
    this.hosted = hosted;
  }

  readonly call = async (route: unknown, { body }: { body?: unknown } = {}): Promise<unknown> => {
    switch (route) {
      case consoleRoutes.listModels:
        return { items: this.items, defaults: this.defaults };
      case consoleRoutes.checkProvider:
        return this.check(body as { baseUrl: string; key: string | null });
      case consoleRoutes.createProvider:
        return void this.created.push(body as ProviderInput);
      case consoleRoutes.setModelDefaults:
        return void (this.defaults = body as ModelDefaults);
      default:
        throw new Error('An unexpected question.');
    }
  };

  private async check(asked: { baseUrl: string; key: string | null }): Promise<unknown> {
    this.checked.push(asked);
    const known = this.hosted[asked.baseUrl];
    if (known) return { ok: true, models: known.map((id) => ({ id })) };
    if (!asked.baseUrl.startsWith('http://127.0.0.1')) return { ok: false, error: 'refused' };
    const answer = (await (await fetch(`${asked.baseUrl}/models`)).json()) as { data: { id: string }[] };
    return { ok: true, models: answer.data.map(({ id }) => ({ id })) };
  }
}

const nobody = '127.0.0.1:9';
const ensure = (console: TestConsole, environment: NodeJS.ProcessEnv, demo: string) =>
  ensureModel(console as unknown as ConsoleClient, {
    environment: { OLLAMA_HOST: nobody, ...environment },
    demoAddress: `http://${demo}`,
  });

describe('the model of the first look', () => {
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  it('is that of an Ollama that answers, which reads quarantined content, too', async () => {
    const [ollama, demo] = await Promise.all([offering('nomic-embed-text', 'llama4:8b'), offering('demo')]);
    const console = new TestConsole();
    const model = await ensure(console, { OLLAMA_HOST: `http://${ollama}/`, OPENAI_API_KEY: 'sk-1' }, demo);
    expect(model).toEqual({ provider: 'ollama', model: 'llama4:8b' });
    expect(console.created).toMatchObject([{ preset: 'ollama', baseUrl: `http://${ollama}/v1`, key: null }]);
    expect(console.defaults).toEqual({ chat: model, quarantine: model });
  });

  it.each([
    ['OPENAI_API_KEY', 'https://api.openai.com/v1', ['gpt-image-9', 'gpt-9', 'gpt-9-mini'], 'openai', 'gpt-9-mini'],
    [
      'ANTHROPIC_API_KEY',
      'https://api.anthropic.com/v1',
      ['claude-9-opus', 'claude-9-haiku'],
      'anthropic',
      'claude-9-haiku',
    ],
  ])('is one that %s pays for', async (name, baseUrl, models, provider, model) => {
    const console = new TestConsole({ [baseUrl]: models });
    const found = await ensure(console, { [name]: 'a-key' }, await offering('demo'));
    expect(found).toEqual({ provider, model });
    expect(console.created).toMatchObject([{ name: provider, dialect: provider, baseUrl, key: 'a-key' }]);
  });

  it('is one of a compatible endpoint that the environment names', async () => {
    const [own, demo] = await Promise.all([offering('in-house'), offering('demo')]);
    const console = new TestConsole();
    const environment = { OPENAI_API_KEY: 'a-key', OPENAI_BASE_URL: `http://${own}/v1` };
    await expect(ensure(console, environment, demo)).resolves.toEqual({ provider: 'compatible', model: 'in-house' });
    expect(console.created).toMatchObject([{ preset: 'compatible', key: 'a-key', priceSource: null }]);
  });

  it('is the demo model where nothing else answers or a key is refused, and that one reads nothing', async () => {
    const demo = await offering('echo', 'demo');
    const console = new TestConsole();
    const model = await ensure(console, { OPENAI_API_KEY: 'wrong', ANTHROPIC_API_KEY: 'wrong' }, demo);
    expect(model).toEqual({ provider: 'demo', model: 'demo' });
    expect(console.checked.map(({ key }) => key)).toEqual(['wrong', 'wrong', null]);
    expect(console.created).toMatchObject([{ preset: 'demo', models: [{ id: 'demo' }] }]);
    expect(console.defaults).toEqual({ chat: model, quarantine: null });
  });

  it('is left as it was set', async () => {
    const console = new TestConsole();
    console.items = [{ provider: 'ours', id: 'm' }];
    await expect(ensure(console, {}, nobody)).resolves.toEqual({ provider: 'ours', model: 'm' });
    console.defaults = { chat: { provider: 'ours', model: 'n' }, quarantine: null };
    await expect(ensure(console, {}, nobody)).resolves.toEqual({ provider: 'ours', model: 'n' });
    expect(console.created).toEqual([]);
  });

  it('is asked for in vain when not even the demo provider runs', async () => {
    const console = new TestConsole();
    await expect(ensure(console, {}, nobody)).rejects.toThrow();
  });
});
