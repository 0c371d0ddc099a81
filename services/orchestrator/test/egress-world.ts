import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EgressAttempt } from '@archestra/contracts';
import { EgressService } from '../src/egress/egress.service.ts';
import { OrchestratorEnv } from '../src/orchestrator.config.ts';

export const METADATA = '169.254.169.254';

/** An address of this machine that is not its loopback: what a private service of the company would have. */
export const privateAddress = (): string => {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const found = all.find(({ family, internal, address }) => family === 'IPv4' && !internal && address !== METADATA);
  return found?.address ?? '127.0.0.1';
};

/** A web server on all addresses of this machine, so that only the proxy stands between it and a hostile server. */
export class Everywhere {
  readonly seen: string[] = [];
  private readonly server: Server = createServer((request, response) => {
    this.seen.push(`${request.method} ${request.headers.host}${request.url}`);
    response.end(`hello ${request.headers.host}`);
  });
  private addedMetadata = false;

  async open(): Promise<number> {
    // As root the machine can even be its own metadata service.
    if (process.getuid?.() === 0)
      this.addedMetadata = spawnSync('ip', ['addr', 'add', `${METADATA}/32`, 'dev', 'lo']).status === 0;
    await new Promise<void>((resolve) => {
      this.server.listen(0, '0.0.0.0', resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
    if (this.addedMetadata) spawnSync('ip', ['addr', 'del', `${METADATA}/32`, 'dev', 'lo']);
  }
}

export interface EgressWorld {
  readonly egress: EgressService;
  readonly attempts: EgressAttempt[];
  close(): Promise<void>;
}

/** The egress of an orchestrator without the rest of it; what it records is kept in a list. */
export const openEgressWorld = async (environment: Record<string, string> = {}): Promise<EgressWorld> => {
  const folder = mkdtempSync(join(tmpdir(), 'archestra-egress-'));
  const config = OrchestratorEnv.parse({
    PORT: '0',
    NATS_URL: 'nats://127.0.0.1:1',
    NATS_USER: 'x',
    NATS_PASSWORD: 'x',
    DATABASE_URL: 'postgres://x@127.0.0.1:1/x',
    SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
    DATA_DIR: folder,
    PATH: process.env['PATH'] ?? '/usr/sbin:/usr/bin:/bin',
    ...environment,
  });
  const attempts: EgressAttempt[] = [];
  const publish = (_contract: unknown, { data }: { data: unknown }): void => void attempts.push(data as EgressAttempt);
  const egress = new EgressService(config, { publish } as never, { add: () => undefined } as never);
  await egress.onModuleInit();
  return {
    egress,
    attempts,
    close: async () => {
      await egress.onApplicationShutdown();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
