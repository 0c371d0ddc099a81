import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import { pipeline } from 'node:stream';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';

/** The API of a cluster behind a door that counts who asks for what. */
export interface CountingApi {
  /** Path of a kubeconfig that leads here. */
  readonly kubeconfig: string;
  /** Requests since the start, by `METHOD` and `WATCH`. */
  counts(): Record<string, number>;
  close(): void;
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' ? (address?.port ?? 0) : 0);
    });
  });

/** Puts itself between the orchestrator and the cluster `KUBECONFIG` names. Upgrades (attach, exec) are not passed on. */
export const countingApi = async (folder: string): Promise<CountingApi> => {
  const config = new KubeConfig();
  config.loadFromFile(process.env['KUBECONFIG'] ?? '');
  const cluster = config.getCurrentCluster();
  if (!cluster) throw new Error('KUBECONFIG names no cluster.');
  const target = new URL(cluster.server);
  // Whatever the kubeconfig says of who we are: certificate, token or both.
  const credentials: RequestOptions = {};
  await config.applyToHTTPSOptions(credentials);
  const counts: Record<string, number> = {};
  const server = createServer((asked, answer) => {
    const isWatch = asked.url?.includes('watch=true') === true;
    const kind = isWatch ? 'WATCH' : (asked.method ?? '');
    counts[kind] = (counts[kind] ?? 0) + 1;
    const passed = request(
      {
        ...credentials,
        host: target.hostname,
        port: target.port,
        ...(asked.method ? { method: asked.method } : {}),
        path: asked.url ?? '/',
        headers: { ...asked.headers, ...credentials.headers, host: target.host },
      },
      (answered) => {
        answer.writeHead(answered.statusCode ?? 502, answered.headers);
        pipeline(answered, answer, () => undefined);
      },
    );
    passed.on('error', () => answer.destroy());
    answer.on('close', () => passed.destroy());
    asked.pipe(passed);
  });
  const port = await listen(server);
  const kubeconfig = join(folder, 'kubeconfig.json');
  const document = {
    apiVersion: 'v1',
    kind: 'Config',
    // The client takes plain HTTP from those who say so twice.
    clusters: [{ name: 'counted', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'nobody', user: {} }],
    contexts: [{ name: 'counted', context: { cluster: 'counted', user: 'nobody' } }],
    'current-context': 'counted',
  };
  writeFileSync(kubeconfig, JSON.stringify(document));
  return {
    kubeconfig,
    counts: () => ({ ...counts }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
