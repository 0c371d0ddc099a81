import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { TOKEN, useLlmGateway } from './llm.harness.ts';

const gateway = useLlmGateway();

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });

const until = async (holds: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> => {
  for (const end = Date.now() + withinMs; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50)))
    if (await holds()) return;
  throw new Error('it did not happen in time');
};

const ask = (url: string, model: string, stream: boolean): Promise<Response> =>
  fetch(`${url}/v1/openai/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ model, stream, messages: [{ role: 'user', content: 'one two three four' }] }),
  });

/** A gateway as a process of its own, which can be killed. */
class OwnProcess {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(dataDir: string): Promise<OwnProcess> {
    const port = await freePort();
    const main = join(import.meta.dirname, '../src/main.ts');
    const env = { PATH: process.env['PATH'], ...gateway.environment(), PORT: String(port), DATA_DIR: dataDir };
    const args = ['--conditions=@archestra/source', '--import', join(import.meta.dirname, 'fixture/source.mjs'), main];
    const cwd = join(import.meta.dirname, '../../..');
    const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
    const url = `http://127.0.0.1:${port}`;
    await until(() =>
      fetch(`${url}/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    return new OwnProcess(url, child);
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill(signal);
    await ended;
  }
}

describe('a gateway that is killed in the middle of an answer', () => {
  it('leaves a record that says so, which also ends the reservation', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'archestra-llm-'));
    const first = await OwnProcess.start(dataDir);
    void ask(first.url, 'acme:stall', true)
      .then((response) => response.text())
      .catch(() => undefined);
    await until(() => gateway.provider.received.some(({ text }) => text.includes('"stall"')));
    await first.kill('SIGKILL');
    const second = await OwnProcess.start(dataDir);
    const record = await gateway.recorded();
    expect(record).toMatchObject({
      callId: gateway.state.plans[0]?.callId,
      outcome: 'interrupted',
      used: { provider: 'acme', model: 'stall' },
      isUsageEstimated: true,
      error: { code: 'CALL_INTERRUPTED', fault: 'gateway' },
    });
    await second.kill('SIGTERM');
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);
});
