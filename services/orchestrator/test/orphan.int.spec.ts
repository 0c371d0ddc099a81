import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '@archestra/testing';
import { treeOf } from '../src/runtime/process-tree.ts';
import { bubblewrapArguments } from '../src/runtime/sandbox.ts';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return treeOf(pid).length > 0;
  } catch {
    return false;
  }
};

describe('a sandboxed server whose orchestrator is killed', () => {
  it('ends with it, and so does everything it started', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'archestra-orphan-'));
    const passwdFile = join(folder, 'passwd');
    writeFileSync(passwdFile, '');
    const spec = {
      workload: { kind: 'package', command: ['sleep', '60'], folder, environment: {}, directories: [] },
      environment: {},
      secrets: {},
      egress: undefined,
    } as const;
    const sandbox = bubblewrapArguments(spec, {
      homeFolder: folder,
      passwdFile,
      nodePath: process.execPath,
      pythonPath: '/usr/bin/python3',
      privateFolder: folder,
      account: undefined,
      ids: { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 },
    });
    const command = ['bwrap', ...sandbox, '--', 'sh', '-c', 'sleep 61 & sleep 60'];
    const parent = spawn(
      process.execPath,
      [fileURLToPath(new URL('./fixture/parent.mjs', import.meta.url)), JSON.stringify(command)],
      { stdio: 'ignore' },
    );
    const tree = await eventually(() => {
      const members = treeOf(parent.pid ?? 0).slice(1);
      // Two of bubblewrap, the shell and its two sleeps.
      expect(members.length).toBeGreaterThanOrEqual(4);
      return members;
    });
    parent.kill('SIGKILL');
    await eventually(() => expect(tree.filter(isAlive)).toEqual([]), 3_000);
    rmSync(folder, { recursive: true });
  });
});
