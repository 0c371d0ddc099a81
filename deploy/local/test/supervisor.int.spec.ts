import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openHome, serverRoot, type Home } from '../src/home/home.ts';
import { identify, isAlive, isGoneWithin, type ProcessIdentity } from '../src/machine/pid.ts';
import { freePort } from '../src/machine/port.ts';
import type { Plan, ProcessPlan } from '../src/plan/plan.ts';
import { silent } from '../src/progress/progress.ts';
import { followStart } from '../src/supervisor/follow.ts';
import { readStatus, startSupervisor, stopSupervisor } from '../src/supervisor/remote.ts';

// A service that answers /ready and has a child of its own which ignores every polite request to end.
const goodService = `
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { writeFileSync } from 'node:fs';
const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)']);
writeFileSync(process.env.CHILD_FILE, String(child.pid));
createServer((request, response) => response.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
`;
const badService = `console.error('the wheel is broken'); process.exit(3);`;

describe('the supervisor', () => {
  let folder: string;
  let home: Home;

  const service = async (name: string, code: string): Promise<ProcessPlan> => {
    const script = join(folder, `${name}.mjs`);
    writeFileSync(script, code);
    const port = await freePort();
    const env = { PATH: process.env['PATH'] ?? '', PORT: String(port), CHILD_FILE: join(folder, `${name}.child`) };
    return { name, command: [process.execPath, script], cwd: folder, env, port, isDoor: name === 'gateway' };
  };

  const plan = async (processes: ProcessPlan[]): Promise<Plan> => ({
    fingerprint: 'one',
    redis: { folder: join(await serverRoot(home), 'redis'), port: await freePort(), password: 'pw' },
    processes,
    logs: home.logs,
    statusFile: home.statusFile,
  });

  const start = async (processes: ProcessPlan[]): Promise<void> => {
    await startSupervisor(home, await plan(processes));
    await followStart(home, silent);
  };

  const processOf = (name: string) => {
    const found = readStatus(home)?.processes.find((entry) => entry.name === name);
    if (!found) throw new Error(`${name} is not in the status file`);
    return found;
  };

  const childOf = async (name: string): Promise<ProcessIdentity> => {
    const { readFileSync } = await import('node:fs');
    const found = identify(Number(readFileSync(join(folder, `${name}.child`), 'utf8')));
    if (!found) throw new Error(`${name} has no child`);
    return found;
  };

  const everyone = async (): Promise<ProcessIdentity[]> => {
    const status = readStatus(home);
    if (!status) throw new Error('nothing runs');
    return [
      status.supervisor,
      ...status.processes.flatMap(({ identity }) => identity ?? []),
      await childOf('gateway'),
      await childOf('cost'),
    ];
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'archestra-supervisor-'));
    // Passable, as a checkout is: Redis runs as another account.
    rmSync(folder, { recursive: true });
    home = openHome(folder);
  });
  afterEach(async () => {
    await stopSupervisor(home);
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('starts everything, and stop leaves nobody behind, not even children of children', async () => {
    await start([await service('cost', goodService), await service('gateway', goodService)]);
    const all = await everyone();
    expect(all).toHaveLength(6);
    expect(all.every(isAlive)).toBe(true);
    await expect(stopSupervisor(home)).resolves.toBe(true);
    expect(all.filter(isAlive)).toEqual([]);
    expect(readStatus(home)).toBeUndefined();
  }, 60_000);

  it('restarts a service and a server that were killed', async () => {
    await start([await service('cost', goodService)]);
    const before = { cost: processOf('cost').identity, redis: processOf('redis').identity };
    const child = await childOf('cost');
    process.kill(before.cost?.pid ?? 0, 'SIGKILL');
    process.kill(before.redis?.pid ?? 0, 'SIGKILL');
    const isBack = (name: string): boolean => {
      const { restarts, state, identity } = processOf(name);
      return restarts === 1 && state === 'ready' && identity !== undefined;
    };
    for (const name of ['cost', 'redis'] as const) {
      while (!isBack(name)) await sleep(50);
      expect(processOf(name)).toMatchObject({ lastEnd: 'SIGKILL' });
      expect(processOf(name).identity?.pid).not.toBe(before[name]?.pid);
    }
    await expect(isGoneWithin(child, 1_000)).resolves.toBe(true);
  }, 60_000);

  it('takes everyone with it when it is killed itself', async () => {
    await start([await service('cost', goodService), await service('gateway', goodService)]);
    const all = await everyone();
    process.kill(readStatus(home)?.supervisor.pid ?? 0, 'SIGKILL');
    for (const one of all) await expect(isGoneWithin(one, 20_000)).resolves.toBe(true);
  }, 60_000);

  it('says which service does not start, with the end of its log, and leaves nothing running', async () => {
    const failing = start([await service('cost', badService)]);
    await expect(failing).rejects.toThrow(/cost ends by itself \(exit code 3\).*the wheel is broken/s);
    const supervisor = readStatus(home)?.supervisor;
    expect(supervisor && (await isGoneWithin(supervisor, 20_000))).toBe(true);
    expect(processOf('redis').identity && isAlive(processOf('redis').identity as ProcessIdentity)).toBe(false);
  }, 60_000);
});
