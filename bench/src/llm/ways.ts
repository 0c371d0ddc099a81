import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '@archestra/local';
import { runListening } from '../measure/child.ts';
import type { ModelWay } from './caller.ts';

const upstream = fileURLToPath(new URL('upstream.main.ts', import.meta.url));
const opponent = fileURLToPath(new URL('../../opponent/', import.meta.url));

/** The provider itself. */
export const directWay = async (): Promise<ModelWay> => {
  const port = await freePort();
  const { pid, stop } = await runListening([upstream, String(port)], port);
  return {
    name: 'direct',
    baseUrl: `http://127.0.0.1:${port}/v1`,
    headers: { authorization: 'Bearer key-of-the-provider' },
    processes: { provider: pid },
    stop,
  };
};

// Not part of the platform's lock file: ninety packages that nobody needs who does not run this benchmark.
const install = async (): Promise<void> => {
  if (existsSync(`${opponent}node_modules/@portkey-ai/gateway`)) return;
  console.log('Installing @portkey-ai/gateway …');
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--workspaces=false'], { cwd: opponent });
};

/** Portkey's gateway from npm in front of the same provider: no key check, no budget, no record. */
export const portkeyWay = async (provider: ModelWay): Promise<ModelWay> => {
  await install();
  const port = await freePort();
  const main = `${opponent}node_modules/@portkey-ai/gateway/build/start-server.js`;
  const { pid, stop } = await runListening([main, `--port=${port}`, '--headless'], port, { NODE_ENV: 'production' });
  return {
    name: 'portkey',
    baseUrl: `http://127.0.0.1:${port}/v1`,
    headers: {
      ...provider.headers,
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': provider.baseUrl,
    },
    processes: { relay: pid },
    stop,
  };
};
