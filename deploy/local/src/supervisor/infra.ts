import { setTimeout as sleep } from 'node:timers/promises';
import { identify } from '../machine/pid.ts';
import type { Plan } from '../plan/plan.ts';
import type { NatsUser } from '../server/nats-config.ts';
import { startNats } from '../server/nats.ts';
import { startPostgres } from '../server/postgres.ts';
import { startRedis } from '../server/redis.ts';
import type { ServerHandle } from '../server/server.ts';
import { pauseMs } from './backoff.ts';
import type { Board } from './board.ts';

const starters = ({ postgres, nats, redis }: Plan): [name: string, start: () => Promise<ServerHandle>][] => [
  ...(postgres ? [['PostgreSQL', () => startPostgres(postgres)] as [string, () => Promise<ServerHandle>]] : []),
  ...(nats
    ? [['NATS', () => startNats({ ...nats, users: nats.users as NatsUser[] })] as [string, () => Promise<ServerHandle>]]
    : []),
  ...(redis ? [['Redis', () => startRedis(redis)] as [string, () => Promise<ServerHandle>]] : []),
];

/** PostgreSQL, NATS and Redis in the supervisor's care. */
export class Infra {
  readonly #board: Board;
  readonly #servers: ServerHandle[] = [];
  #isStopping = false;

  constructor(board: Board) {
    this.#board = board;
  }

  async start(plan: Plan): Promise<void> {
    await Promise.all(
      starters(plan).map(([name, start]) => this.#board.step(`Start ${name}`, () => this.#take(start))),
    );
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all(this.#servers.map((server) => server.stop()));
  }

  async #take(start: () => Promise<ServerHandle>): Promise<void> {
    const server = await start();
    let restarts = 0;
    this.#servers.push(server);
    this.#show(server, restarts);
    server.onCrash((reason) => {
      restarts += 1;
      this.#show(server, restarts, reason);
      void this.#revive(server, restarts, reason);
    });
  }

  async #revive(server: ServerHandle, restarts: number, reason: string): Promise<void> {
    for (let attempt = 1; !this.#isStopping; attempt += 1) {
      await sleep(pauseMs(attempt));
      if (this.#isStopping) return;
      const isBack = await server.restart().then(
        () => true,
        (error: unknown) => {
          this.#board.warn(`${server.name} does not come back: ${String(error)}`);
          return false;
        },
      );
      if (isBack) return this.#show(server, restarts, reason);
    }
  }

  #show(server: ServerHandle, restarts: number, lastEnd?: string): void {
    const identity = identify(server.pid);
    this.#board.show({
      name: server.name,
      port: server.port,
      state: identity ? 'ready' : 'waiting',
      restarts,
      sinceMs: Date.now(),
      ...(identity ? { identity } : {}),
      ...(lastEnd === undefined ? {} : { lastEnd }),
    });
  }
}
