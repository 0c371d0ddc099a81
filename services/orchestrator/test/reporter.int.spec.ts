import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@archestra/testing';
import { Everywhere, openEgressWorld, privateAddress, type EgressWorld } from './egress-world.ts';

const folder = fileURLToPath(new URL('../../../deploy/image/reporter/', import.meta.url));
const PYTHON = '/usr/bin/python3';
const instance = { organizationId: 'o', serverId: '018f0000-0000-7000-8000-00000000dddd', instance: 'shared' };

/** A pod has a network policy; here a refused port plays the dropped connection. */
describe('the witness of connections past the proxy', () => {
  const everywhere = new Everywhere();
  let egress: EgressWorld;
  let port = 0;
  let variables: Readonly<Record<string, string>> = {};

  const run = async (program: string, args: string[], extra: Record<string, string>): Promise<string> => {
    const child = spawn(program, args, { env: { PATH: process.env['PATH'] ?? '', ...variables, ...extra } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
    await once(child, 'close');
    return output;
  };
  const node = (script: string): Promise<string> =>
    run(process.execPath, ['--input-type=module', '-e', script], { NODE_OPTIONS: `--import=${folder}report.mjs` });
  const python = (script: string): Promise<string> =>
    run(PYTHON, ['-c', script], { PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' });
  const told = async (): Promise<string[]> =>
    eventually(() => {
      expect(egress.attempts.length).toBeGreaterThan(0);
      return egress.attempts.map(({ host, port: to, verdict, reason, seenBy }) =>
        [host, to, verdict, reason, seenBy].join(' '),
      );
    });

  beforeAll(async () => {
    port = await everywhere.open();
    egress = await openEgressWorld({ EGRESS_TRUSTED_HOSTS: 'permitted.test=127.0.0.1' });
    variables = (await egress.egress.prepare(instance, ['permitted.test'])).environment;
  });
  afterAll(async () => {
    await egress.close();
    everywhere.close();
  });
  beforeEach(() => {
    egress.attempts.length = 0;
    everywhere.seen.length = 0;
  });

  it('tells of a program of Node that asks nobody, and leaves it alone otherwise', async () => {
    const script = `import { connect } from 'node:net';
      const socket = connect(9, '${privateAddress()}');
      socket.on('error', (error) => setTimeout(() => console.log(error.code), 300));`;
    expect(await node(script)).toBe('ECONNREFUSED\n');
    expect(await told()).toEqual([`${privateAddress()} 9 refused private-address reporter`]);
  });

  it('says nothing of what goes through the proxy, which sees it itself', async () => {
    const script = `const answer = await fetch('http://permitted.test:${port}/'); console.log(answer.status);`;
    expect(await node(script)).toBe('200\n');
    expect(await told()).toEqual([`permitted.test ${port} allowed allowed-host proxy`]);
    expect(everywhere.seen).toHaveLength(1);
  });

  it('lets the proxy refuse what a program asks it for', async () => {
    const script = `await fetch('http://169.254.169.254/latest/').catch(() => console.log('refused'));`;
    expect(await node(script)).toBe('refused\n');
    expect(await told()).toEqual(['169.254.169.254 80 refused metadata-address proxy']);
  });

  (existsSync(PYTHON) ? it : it.skip)('tells of a program of Python', async () => {
    const script = `import socket, time\ntry:\n  socket.create_connection(('${privateAddress()}', 9), 2)\nexcept OSError as error:\n  print(type(error).__name__)\ntime.sleep(0.5)`;
    expect(await python(script)).toBe('ConnectionRefusedError\n');
    expect(await told()).toEqual([`${privateAddress()} 9 refused private-address reporter`]);
  });

  (existsSync(PYTHON) ? it : it.skip)(
    'says nothing of a proxy that has a name, which Python reaches by its address',
    async () => {
      const named = await openEgressWorld({
        EGRESS_HOST: '0.0.0.0',
        EGRESS_ADVERTISED_HOST: 'proxy.archestra.invalid',
      });
      const { environment } = await named.egress.prepare(instance, []);
      const at = new URL(environment['HTTPS_PROXY'] ?? '').port;
      const here = privateAddress();
      // What a line of `/etc/hosts` does in a pod.
      const startup = mkdtempSync(join(tmpdir(), 'archestra-reporter-'));
      const known = `import socket\nasked = socket.getaddrinfo\nsocket.getaddrinfo = lambda host, *rest, **more: asked('${here}' if host == 'proxy.archestra.invalid' else host, *rest, **more)\nimport archestra_reporter\n`;
      writeFileSync(join(startup, 'sitecustomize.py'), known);
      const script = `import socket, time\nsocket.create_connection(('proxy.archestra.invalid', ${at}), 2)\ntry:\n  socket.create_connection(('${here}', 9), 2)\nexcept OSError as error:\n  print(type(error).__name__)\ntime.sleep(0.5)`;
      const extra = { ...environment, PYTHONPATH: `${startup}:${folder}`, PYTHONDONTWRITEBYTECODE: '1' };
      try {
        expect(await run(PYTHON, ['-c', script], extra)).toBe('ConnectionRefusedError\n');
        await eventually(() => expect(named.attempts.map(({ port: to }) => to)).toEqual([9]));
      } finally {
        await named.close();
        rmSync(startup, { recursive: true, force: true });
      }
    },
  );

  it('believes nobody without the credentials of an instance', async () => {
    variables = { ...variables, HTTPS_PROXY: (variables['HTTPS_PROXY'] ?? '').replace(/:[^:@]*@/, ':wrong@') };
    await node(
      `import { connect } from 'node:net'; connect(9, '10.0.0.1').on('error', () => undefined); setTimeout(() => process.exit(), 500);`,
    );
    expect(egress.attempts).toEqual([]);
  });
});
