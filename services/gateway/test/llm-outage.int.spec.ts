import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, OwnProcess } from '@archestra/testing';
import { describe, expect, it } from '@jest/globals';
import { TOKEN, useLlmGateway } from './llm.harness.ts';

const gateway = useLlmGateway();

const ask = (url: string, model: string, stream: boolean): Promise<Response> =>
  fetch(`${url}/v1/openai/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ model, stream, messages: [{ role: 'user', content: 'one two three four' }] }),
  });

const main = join(import.meta.dirname, '../src/main.ts');

describe('a gateway that is killed in the middle of an answer', () => {
  it('leaves a record that says so, which also ends the reservation', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'archestra-llm-'));
    const environment = () => ({ ...gateway.environment(), DATA_DIR: dataDir });
    const first = await OwnProcess.start(main, environment);
    void ask(first.url, 'acme:stall', true)
      .then((response) => response.text())
      .catch(() => undefined);
    await eventually(() => expect(gateway.provider.received.some(({ text }) => text.includes('"stall"'))).toBe(true));
    await first.kill();
    const second = await OwnProcess.start(main, environment);
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
