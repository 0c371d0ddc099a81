import { AppError } from '@archestra/contracts';
import { CONFIG, log, Readiness } from '@archestra/service';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { CostConfig } from '../cost.config.ts';
import { COUNTER_KEYS, FORGET, GIVE_BACK, REBUILD, RESERVE, RESTORE, SETTLE } from './counter-script.ts';

type Answer = Promise<string[]>;
type Count = Promise<number>;

/** Redis with the scripts of the counters, by the names they were given. */
interface Scripts {
  reserveCall(...values: (string | number)[]): Answer;
  settleCall(...values: (string | number)[]): Answer;
  giveBack(...values: (string | number)[]): Count;
  restoreCalls(...values: (string | number)[]): Count;
  forgetCounters(...values: (string | number)[]): Count;
  rebuildCounters(...values: (string | number)[]): Count;
}

/** What stands in Redis for a call in work. */
export interface OpenCall {
  callId: string;
  /** JSON with `parts`: counter and amount, as text so that no digit is lost. */
  record: string;
  endsAtMs: number;
}

/** The epoch of counters and the run of the Redis they were built in: another run may have lost the last writes. */
export interface CounterState {
  epoch: number;
  run: string;
}

/** What Redis holds: counters of some epoch, counters that somebody is building, or none. */
export type FoundState = CounterState | 'frozen' | undefined;

export interface Part {
  field: string;
  amount: number;
}
export interface Reserved extends Part {
  limit: number;
  blocks: boolean;
}

export type ReserveAnswer =
  | { kind: 'go' }
  | { kind: 'over' }
  | { kind: 'known'; record: string }
  | { kind: 'full'; index: number; spent: number; reserved: number }
  | { kind: 'state'; found: FoundState };
export type SettleAnswer = { kind: 'settled'; spent: number[] } | { kind: 'state'; found: FoundState };

const SETTLED_MS = 900_000;
const WAIT_MS = 700;

const unavailable = (cause?: unknown): AppError =>
  new AppError(
    'PEER_UNAVAILABLE',
    'Nobody can tell right now what is left of the budgets: Redis does not answer. Try again in a moment.',
    { cause },
  );

const stateText = ({ epoch, run }: CounterState): string => `${epoch}@${run}`;

const readState = (text: string): FoundState => {
  if (text.startsWith('frozen:')) return 'frozen';
  const match = /^(\d+)@(\w+)$/.exec(text);
  return match ? { epoch: Number(match[1]), run: match[2] as string } : undefined;
};

/** Counters of budgets in Redis. Every method throws `PEER_UNAVAILABLE` when it does not answer; nothing waits in a queue for it. */
@Injectable()
export class CounterStore implements OnApplicationShutdown {
  private readonly redis: Redis & Scripts;
  private current: string | undefined;
  private waiting: (() => void)[] = [];
  private isStopped = false;

  constructor(@Inject(CONFIG) { REDIS_URL }: CostConfig, readiness: Readiness) {
    this.redis = new Redis(REDIS_URL, {
      connectTimeout: 1_000,
      commandTimeout: 1_000,
      maxRetriesPerRequest: 0,
      // A command that waits or is sent again would run before anybody looked which run of Redis it meets.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      enableAutoPipelining: true,
      retryStrategy: (attempt) => Math.min(50 * attempt, 1_000),
      scripts: Object.fromEntries(
        Object.entries({
          reserveCall: RESERVE,
          settleCall: SETTLE,
          giveBack: GIVE_BACK,
          restoreCalls: RESTORE,
          forgetCounters: FORGET,
          rebuildCounters: REBUILD,
        }).map(([name, lua]) => [name, { lua, numberOfKeys: COUNTER_KEYS }]),
      ),
    }) as Redis & Scripts;
    this.redis.on('error', (error: Error) => log.warn({ err: error }, 'redis connection'));
    this.redis.on('close', () => (this.current = undefined));
    this.redis.on('ready', () => void this.learnRun());
    readiness.add('redis', async () => {
      await this.redis.ping();
    });
  }

  /** Which run of Redis this process speaks to. */
  async run(): Promise<string> {
    if (this.current !== undefined) return this.current;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, WAIT_MS);
      this.waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
    if (this.current === undefined) throw unavailable();
    return this.current;
  }

  async reserve(
    organizationId: string,
    state: CounterState,
    call: OpenCall,
    parts: Reserved[],
  ): Promise<ReserveAnswer> {
    const [kind, first = '', second = '', third = ''] = await this.ask(() =>
      this.redis.reserveCall(
        ...keys(organizationId, call.callId),
        stateText(state),
        call.callId,
        call.record,
        call.endsAtMs,
        ...parts.flatMap(({ field, limit, amount, blocks }) => [field, limit, amount, blocks ? '1' : '0']),
      ),
    );
    if (kind === 'state') return { kind, found: readState(first) };
    if (kind === 'known') return { kind, record: first };
    if (kind === 'full') return { kind, index: Number(first), spent: amountOf(second), reserved: amountOf(third) };
    return { kind: kind === 'over' ? 'over' : 'go' };
  }

  /** Gives back what the call holds; adds what it used when `adds` says that the counters were not built from it. Once per call. */
  async settle(
    organizationId: string,
    state: CounterState,
    { callId, adds }: { callId: string; adds: boolean },
    parts: Part[],
  ): Promise<SettleAnswer> {
    const [kind, ...rest] = await this.ask(() =>
      this.redis.settleCall(
        ...keys(organizationId, callId),
        stateText(state),
        callId,
        adds ? '1' : '0',
        SETTLED_MS,
        ...parts.flatMap(({ field, amount }) => [field, amount]),
      ),
    );
    return kind === 'state'
      ? { kind, found: readState(String(rest[0])) }
      : { kind: 'settled', spent: rest.map(amountOf) };
  }

  async giveBack(organizationId: string, callIds: string[]): Promise<number> {
    return this.ask(() => this.redis.giveBack(...keys(organizationId), ...callIds));
  }

  async restore(organizationId: string, state: CounterState, calls: OpenCall[]): Promise<void> {
    await this.ask(() =>
      this.redis.restoreCalls(...keys(organizationId), stateText(state), ...calls.flatMap(openCall)),
    );
  }

  /** From here on nothing is reserved or settled until `rebuild` with the same token. */
  async freeze(organizationId: string, token: string): Promise<OpenCall[]> {
    const [stateKey, , , callsKey, openKey] = keys(organizationId) as [string, string, string, string, string];
    await this.ask(() => this.redis.set(stateKey, `frozen:${token}`));
    const records = await this.ask(() => this.redis.hgetall(callsKey));
    const ends = await this.ask(() => this.redis.zrange(openKey, '0', '-1', 'WITHSCORES'));
    const endOf = new Map(
      ends.flatMap((callId, index) => (index % 2 === 0 ? [[callId, Number(ends[index + 1])]] : [])),
    );
    return Object.entries(records).map(([callId, record]) => ({ callId, record, endsAtMs: endOf.get(callId) ?? 0 }));
  }

  /** Whether the counters are these now; false when somebody else builds them. */
  async rebuild(
    organizationId: string,
    { token, state }: { token: string; state: CounterState },
    spent: Part[],
    calls: OpenCall[],
  ): Promise<boolean> {
    const done = await this.ask(() =>
      this.redis.rebuildCounters(
        ...keys(organizationId),
        `frozen:${token}`,
        stateText(state),
        spent.length,
        ...spent.flatMap(({ field, amount }) => [field, amount]),
        ...calls.flatMap(openCall),
      ),
    );
    return done === 1;
  }

  async stateOf(organizationId: string): Promise<FoundState> {
    return readState((await this.ask(() => this.redis.get(keys(organizationId)[0] as string))) ?? '');
  }

  /** Every counter of an organization. */
  async read(organizationId: string): Promise<{ spent: Map<string, number>; reserved: Map<string, number> }> {
    const [, spentKey, reservedKey] = keys(organizationId) as [string, string, string];
    const [spent, reserved] = await this.ask(() =>
      Promise.all([this.redis.hgetall(spentKey), this.redis.hgetall(reservedKey)]),
    );
    return { spent: numbers(spent), reserved: numbers(reserved) };
  }

  /** What is spent and reserved of each counter together. */
  async used(organizationId: string, fields: string[]): Promise<number[]> {
    const [, spentKey, reservedKey] = keys(organizationId) as [string, string, string];
    const [spent, reserved] = await this.ask(() =>
      Promise.all([this.redis.hmget(spentKey, ...fields), this.redis.hmget(reservedKey, ...fields)]),
    );
    return fields.map((_field, index) => Number(spent[index] ?? 0) + Number(reserved[index] ?? 0));
  }

  /** Calls whose reservation is over at this moment. */
  async overdue(organizationId: string, nowMs: number, limit: number): Promise<string[]> {
    const openKey = keys(organizationId)[4] as string;
    return this.ask(() => this.redis.zrangebyscore(openKey, '-inf', nowMs, 'LIMIT', 0, limit));
  }

  /** Drops counters of windows that are over under the budgets of this state; nothing when there are others by now. */
  async forget(organizationId: string, state: CounterState, fields: string[]): Promise<void> {
    if (fields.length > 0)
      await this.ask(() => this.redis.forgetCounters(...keys(organizationId), stateText(state), ...fields));
  }

  onApplicationShutdown(): void {
    this.isStopped = true;
    this.redis.disconnect();
  }

  private async ask<T>(command: () => Promise<T>): Promise<T> {
    await this.run();
    try {
      return await command();
    } catch (error) {
      throw unavailable(error);
    }
  }

  private async learnRun(): Promise<void> {
    try {
      this.current = /^run_id:(\w+)/m.exec(await this.redis.info('server'))?.[1];
      for (const tell of this.waiting.splice(0)) tell();
    } catch (error) {
      log.warn({ err: error }, 'redis did not say which run it is');
      this.redis.disconnect(!this.isStopped);
    }
  }
}

const keys = (organizationId: string, callId = ''): string[] =>
  ['state', 'spent', 'reserved', 'calls', 'open', `settled:${callId}`].map(
    (name) => `cost:{${organizationId}}:${name}`,
  );

const openCall = ({ callId, record, endsAtMs }: OpenCall): (string | number)[] => [callId, record, endsAtMs];

/** Redis counts further than JavaScript can. */
const amountOf = (text: string): number => Math.min(Number(text), Number.MAX_SAFE_INTEGER);

const numbers = (hash: Record<string, string>): Map<string, number> =>
  new Map(Object.entries(hash).map(([field, amount]) => [field, amountOf(amount)]));
