import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { AppError } from '@archestra/contracts';
import type { McpServerView } from '../cluster/mcp-server.ts';
import type { Pods } from './pod.client.ts';

/** How we come to a port of a pod: straight to its address, or through the Kubernetes API. */
export type ReachMode = 'direct' | 'port-forward';

/** A way to a port of one pod, as `host:port`. */
export interface Way {
  readonly host: string;
  close(): void;
}

/** A door on this machine; every connection to it is carried by the API. */
const DEFAULT_PORT = 8_080;

const forwarded = async (pods: Pods, pod: string, port: number): Promise<Way> => {
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    pods.forward(pod, port).then(
      (tunnel) => {
        tunnel.on('error', () => socket.destroy());
        tunnel.once('close', () => socket.destroy());
        socket.once('close', () => tunnel.destroy());
        socket.pipe(tunnel).pipe(socket);
      },
      () => socket.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port: local } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${local}`,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
};

/** The way to the pod of a server. Throws while the cluster does not say where it is. */
export const reach = (mode: ReachMode, pods: Pods, { spec, status }: McpServerView): Promise<Way> => {
  const { podName, podAddress } = status;
  if (!podName || !podAddress) throw new AppError('SERVER_UNAVAILABLE', 'The cluster does not say where the pod is.');
  return mode === 'direct'
    ? Promise.resolve({ host: podAddress, close: () => undefined })
    : forwarded(pods, podName, spec.port ?? DEFAULT_PORT);
};
