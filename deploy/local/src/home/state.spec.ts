import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort } from '../machine/port.ts';
import { openHome, type Home } from './home.ts';
import { passwordFor, portFor, readState, writeState } from './state.ts';

describe('what an installation remembers', () => {
  let folder: string;
  let home: Home;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'archestra-state-'));
    home = openHome(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is the same at the next start, and nobody else can read it', async () => {
    const first = readState(home, home.root);
    const [port, password] = [await portFor(first, 'nats'), passwordFor(first, 'postgres')];
    writeState(home, first);
    const next = readState(home, home.root);
    await expect(portFor(next, 'nats')).resolves.toBe(port);
    expect(passwordFor(next, 'postgres')).toBe(password);
    expect(statSync(home.stateFile).mode & 0o077).toBe(0);
  });

  it('yields another port when somebody else has taken the remembered one, unless that is ourselves', async () => {
    const state = readState(home, home.root);
    const port = await freePort();
    state.ports['nats'] = port;
    const busy = createServer().listen(port, '127.0.0.1');
    await once(busy, 'listening');
    await expect(portFor({ ...state, ports: { ...state.ports } }, 'nats', { isOurs: true })).resolves.toBe(port);
    await expect(portFor(state, 'nats')).resolves.not.toBe(port);
    busy.close();
  });

  it('is never silently begun anew when it cannot be read', () => {
    writeFileSync(home.stateFile, '{"version": 1');
    expect(() => readState(home, home.root)).toThrow('cannot be read');
  });
});
