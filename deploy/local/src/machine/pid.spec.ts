import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { end, identify, isAlive, signal } from './pid.ts';

describe('the identity of a process', () => {
  it('does not fit another process under the same number', () => {
    const own = identify(process.pid);
    expect(own && isAlive(own)).toBe(true);
    const recycled = { pid: process.pid, born: '1' };
    expect(isAlive(recycled)).toBe(false);
    expect(signal(recycled, 'SIGKILL')).toBe(false);
  });

  it('ends one that ignores SIGTERM after its grace period', async () => {
    const stubborn = spawn(
      process.execPath,
      ['-e', 'process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1e3)'],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    await once(stubborn.stdout, 'data');
    const target = identify(stubborn.pid ?? 0);
    if (!target) throw new Error('the process did not start');
    await end(target, 'SIGTERM', 100);
    expect(isAlive(target)).toBe(false);
  });
});
