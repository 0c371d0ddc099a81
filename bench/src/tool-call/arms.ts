import { createRequire } from 'node:module';
import { join } from 'node:path';
import { freePort, startInstallation, type Installation } from '@archestra/local';
import { runListening } from '../measure/child.ts';
import { processesOf } from '../measure/platform.ts';
import type { Arm } from './arm.ts';

const require = createRequire(import.meta.url);
const everything = join(
  require.resolve('@modelcontextprotocol/server-everything/package.json'),
  '..',
  'dist',
  'index.js',
);
const relay = join(require.resolve('mcp-proxy/package.json'), '..', 'dist', 'bin', 'mcp-proxy.mjs');

/** The server itself over Streamable HTTP. */
export const directArm = async (): Promise<Arm> => {
  const port = await freePort();
  const { pid, stop } = await runListening([everything, 'streamableHttp'], port, { PORT: String(port) });
  return {
    name: 'direct',
    url: `http://127.0.0.1:${port}/mcp`,
    headers: {},
    tool: 'echo',
    processes: { server: pid },
    stop,
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
  const { pid, stop } = await runListening(args, port);
  return {
    name: 'mcp-proxy',
    url: `http://127.0.0.1:${port}/mcp`,
    headers: {},
    tool: 'echo',
    processes: { relay: pid },
    stop,
  };
};

/** The whole platform, with authentication, decision and record on. */
export const archestraArm = (installation: Installation): Arm => ({
  name: 'archestra',
  url: `${installation.addresses.gatewayUrl}/v1/mcp/${installation.demo.profileId}`,
  headers: { authorization: `Bearer ${installation.demo.token}` },
  tool: 'everything__echo',
  processes: processesOf(installation),
  stop: () => installation.stop(),
});

export { startInstallation };
