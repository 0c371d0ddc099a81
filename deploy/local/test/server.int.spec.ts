import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startPostgres, startRedis } from '../src/index.ts';
import { identify, isAlive, isGoneWithin } from '../src/machine/pid.ts';
import { answers } from '../src/server/dial.ts';

const identityOf = (pid: number) => {
  const found = identify(pid);
  if (!found) throw new Error(`no process ${pid}`);
  return found;
};

describe('a server of ours', () => {
  it('keeps committed rows over a SIGKILL and is gone after stop', async () => {
    const postgres = await startPostgres({ durable: true });
    const crashes: string[] = [];
    postgres.onCrash((reason) => crashes.push(reason));
    const ask = async (sql: string): Promise<unknown> => {
      const client = new pg.Client({ connectionString: postgres.adminUrl });
      client.on('error', () => undefined);
      await client.connect();
      const { rows } = await client.query(sql);
      await client.end();
      return rows;
    };
    await ask('CREATE TABLE kept AS SELECT 7 AS n');
    await postgres.kill();
    await postgres.restart();
    await expect(ask('SELECT n FROM kept')).resolves.toEqual([{ n: 7 }]);
    const last = identityOf(postgres.pid);
    await postgres.stop();
    expect(isAlive(last)).toBe(false);
    expect(crashes).toEqual([]);
  }, 60_000);

  it('tells when it ends by itself', async () => {
    const redis = await startRedis();
    const crashed = new Promise((resolve) => redis.onCrash(resolve));
    process.kill(redis.pid, 'SIGKILL');
    await expect(crashed).resolves.toBe('SIGKILL');
    await redis.restart();
    await expect(answers(redis.port, `AUTH ${new URL(redis.url).password}\r\n`, '+OK')).resolves.toBe(true);
    await redis.stop();
  });

  it('ends, and its data disappear, when its owner gets SIGKILL', async () => {
    const index = fileURLToPath(new URL('../src/index.ts', import.meta.url));
    const code = `const { startRedis } = await import(${JSON.stringify(index)}); const r = await startRedis(); console.log(r.pid); setInterval(() => {}, 1e3);`;
    const { NODE_OPTIONS: _ofJest, ...env } = process.env;
    const owner = spawn(process.execPath, ['--conditions=@archestra/source', '--input-type=module', '-e', code], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(owner.stdout, 'data')) as [Buffer];
    const redis = identityOf(Number(line.toString()));
    const folder = `/proc/${redis.pid}/cwd`;
    expect(existsSync(folder) || process.platform !== 'linux').toBe(true);
    owner.kill('SIGKILL');
    await expect(isGoneWithin(redis, 10_000)).resolves.toBe(true);
  }, 30_000);
});
