import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, startInstallation, type Installation } from '@archestra/local';
import type { Arm } from './arm.ts';

const require = createRequire(import.meta.url);
const everything = join(
  require.resolve('@modelcontextprotocol/server-everything/package.json'),
  '..',
  'dist',
  'index.js',
);
const relay = join(require.resolve('mcp-proxy/package.json'), '..', 'dist', 'bin', 'mcp-proxy.mjs');

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

const listening = async (port: number, child: ChildProcess): Promise<void> => {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (await answers(port)) return;
    if (child.exitCode !== null) break;
    await pause(50);
  }
  throw new Error(`Nothing listens on port ${port} (exit code ${child.exitCode}).`);
};

const stopping = (child: ChildProcess) => async (): Promise<void> => {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode === null && child.kill('SIGKILL')) await ended;
};

/** The server itself over Streamable HTTP. */
export const directArm = async (): Promise<Arm> => {
  const port = await freePort();
  const child = spawn(process.execPath, [everything, 'streamableHttp'], {
    env: { ...process.env, PORT: String(port) },
    stdio: 'ignore',
  });
  await listening(port, child);
  return {
    name: 'direct',
    url: `http://127.0.0.1:${port}/mcp`,
    headers: {},
    tool: 'echo',
    processes: { server: child.pid ?? 0 },
    stop: stopping(child),
  };
};

/** `mcp-proxy` from npm in front of the same server over stdio: a relay without authentication, policy or record. */
export const relayArm = async (): Promise<Arm> => {
  const port = await freePort();
  const args = [
    relay,
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--server',
    'stream',
    process.execPath,
    everything,
    'stdio',
  ];
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  await listening(port, child);
  return {
    name: 'mcp-proxy',
    url: `http://127.0.0.1:${port}/mcp`,
    headers: {},
    tool: 'echo',
    processes: { relay: child.pid ?? 0 },
    stop: stopping(child),
  };
};

const parts = [
  'gateway',
  'sanitizer',
  'orchestrator',
  'nats',
  'audit',
  'cost',
  'bff',
  'postgres',
  'registry',
  'identity',
  'knowledge',
  'redis',
];

/** The whole platform, with authentication, decision and record on. */
export const archestraArm = (installation: Installation): Arm => ({
  name: 'archestra',
  url: `${installation.addresses.gatewayUrl}/v1/mcp/${installation.demo.profileId}`,
  headers: { authorization: `Bearer ${installation.demo.token}` },
  tool: 'everything__echo',
  processes: Object.fromEntries(parts.map((name) => [name, installation.pidOf(name)])),
  stop: () => installation.stop(),
});

export { startInstallation };
