import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { AppError, type Budget } from '@archestra/contracts';
import { CONFIG, log } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import { metrics } from '@opentelemetry/api';
import type { CostConfig } from '../cost.config.ts';
import { BudgetStore } from './budget.store.ts';
import {
  amountOf,
  countersOf,
  holdsOf,
  type Amounts,
  type Charged,
  type Counter,
  type Hold,
} from './budget-counter.ts';
import { Budgets } from './budgets.ts';
import {
  CounterStore,
  type CounterState,
  type FoundState,
  type OpenCall,
  type Part,
  type Reserved,
  type ReserveAnswer,
} from './counter.store.ts';
import { readOpenRecord, writeOpenRecord, type OpenRecord } from './open-record.ts';

const meter = metrics.getMeter('cost');
const rebuilds = meter.createCounter('cost.counter.rebuild', {
  description: 'Times budget counters were built from the ledger',
});

const ATTEMPTS = 5;
const FROZEN_MS = 60;

/** What a call is reserved with. */
export interface Reservation {
  callId: string;
  record: Omit<OpenRecord, 'parts'>;
}

export type Reserve =
  | Exclude<ReserveAnswer, { kind: 'state' | 'known' | 'full' }>
  | { kind: 'known'; record: OpenRecord }
  | { kind: 'full'; counter: Counter; spent: number; reserved: number };

/** What a recorded call used, and the epoch its ledger row carries. */
export interface Settlement {
  callId: string;
  epoch: number;
  charged: Charged;
  atMs: number;
  microUsd: number;
  tokens: number;
}

const partOf = ({ counter: { field }, amount }: Hold): Part => ({ field, amount });
const reservedOf = (hold: Hold): Reserved => {
  const { limit, blocks } = hold.counter.budget;
  return { ...partOf(hold), limit, blocks };
};

/**
 * Counters of budgets that stand on the ledger. Whatever Redis forgets or holds from before is noticed by its state, and nothing is
 * answered until the counters were built again; calls in work are put back from Redis itself and from this process's memory.
 */
@Injectable()
export class Counters {
  private readonly building = new Map<string, Promise<void>>();
  private readonly open = new Map<string, Map<string, OpenCall>>();

  constructor(
    @Inject(CONFIG) private readonly config: CostConfig,
    private readonly budgets: Budgets,
    private readonly store: BudgetStore,
    private readonly counters: CounterStore,
  ) {}

  /** The counters a call counts for at this moment. */
  of(organizationId: string, charged: Charged, atMs: number): Counter[] {
    return countersOf(this.budgets.of(organizationId).budgets, charged, atMs);
  }

  /** What is used of each counter, by spent and reserved amounts. */
  async used(organizationId: string, counters: Counter[]): Promise<number[]> {
    await this.ready(organizationId);
    return this.counters.used(
      organizationId,
      counters.map(({ field }) => field),
    );
  }

  /** All or nothing, once per call id. */
  async reserve(organizationId: string, { callId, record }: Reservation): Promise<Reserve> {
    let call: OpenCall = { callId, endsAtMs: record.atMs + this.config.RESERVATION_MS, record: '' };
    let holds: Hold[] = [];
    const answer = await this.inStep(organizationId, (state, budgets) => {
      holds = holdsOf(budgets, record);
      call = { ...call, record: writeOpenRecord(record, holds.map(partOf)) };
      return this.counters.reserve(organizationId, state, call, holds.map(reservedOf));
    });
    if (answer.kind === 'over') return answer;
    if (answer.kind === 'go') {
      this.remember(organizationId, call);
      return answer;
    }
    if (answer.kind === 'known') return { kind: 'known', record: readOpenRecord(answer.record) };
    const { counter } = holds[answer.index] as Hold;
    return { kind: 'full', counter, spent: answer.spent, reserved: answer.reserved };
  }

  /** Gives back what a recorded call holds and counts what it used, once. Answers the counters with what is spent of them. */
  async settle(organizationId: string, settlement: Settlement): Promise<{ counter: Counter; spent: number }[]> {
    const { callId, charged, atMs } = settlement;
    let counters: Counter[] = [];
    const answer = await this.inStep(organizationId, (state, budgets) => {
      counters = countersOf(budgets, charged, atMs);
      // A row of an earlier epoch is in the sums that the counters were built from.
      const adds = settlement.epoch === state.epoch;
      if (settlement.epoch > state.epoch)
        return Promise.resolve({ kind: 'state' as const, found: { ...state, epoch: settlement.epoch } });
      return this.counters.settle(organizationId, state, { callId, adds }, chargesOf(counters, settlement));
    });
    this.open.get(organizationId)?.delete(callId);
    return counters.map((counter, index) => ({ counter, spent: answer.spent[index] ?? 0 }));
  }

  /** Every counter of an organization, in step with its budgets. */
  async read(organizationId: string) {
    await this.ready(organizationId);
    return this.counters.read(organizationId);
  }

  /** Counters that stand for the budgets there are now: waits until they were built if they were not. */
  async ready(organizationId: string): Promise<void> {
    await this.inStep(organizationId, async (state) => {
      const found = await this.counters.stateOf(organizationId);
      const isMine = typeof found === 'object' && found.epoch === state.epoch && found.run === state.run;
      return isMine ? { kind: 'ready' as const } : { kind: 'state' as const, found };
    });
  }

  /** Builds the counters anew even though they look right. */
  rebuild(organizationId: string): Promise<void> {
    const known = this.building.get(organizationId);
    if (known) return known;
    const work = this.build(organizationId).finally(() => this.building.delete(organizationId));
    this.building.set(organizationId, work);
    return work;
  }

  /** Gives back what is reserved for calls that cannot be running any more. Answers how many. */
  async giveBack(organizationId: string, callIds: string[]): Promise<number> {
    for (const callId of callIds) this.open.get(organizationId)?.delete(callId);
    return callIds.length === 0 ? 0 : this.counters.giveBack(organizationId, callIds);
  }

  /** Forgets reservations of this process that ended: another replica settled them. */
  forgetEnded(nowMs: number): void {
    for (const calls of this.open.values())
      for (const [callId, { endsAtMs }] of calls) if (endsAtMs < nowMs) calls.delete(callId);
  }

  private async inStep<A extends { kind: string }>(
    organizationId: string,
    ask: (state: CounterState, budgets: readonly Budget[]) => Promise<A | { kind: 'state'; found: FoundState }>,
  ): Promise<Exclude<A, { kind: 'state' }>> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      await this.building.get(organizationId);
      const { epoch, budgets } = this.budgets.of(organizationId);
      const state = { epoch, run: await this.counters.run() };
      const answer = await ask(state, budgets);
      if (!('found' in answer)) return answer as Exclude<A, { kind: 'state' }>;
      // Somebody builds them. Who died over it is replaced after a while.
      if (answer.found === 'frozen' && attempt < 2) await setTimeout(FROZEN_MS * (1 + Math.random()));
      else await this.align(organizationId, state, answer.found);
    }
    throw new AppError('PEER_UNAVAILABLE', 'Budgets are being counted anew. Try again in a moment.');
  }

  private async align(organizationId: string, mine: CounterState, found: FoundState): Promise<void> {
    if (typeof found !== 'object' || found.run !== mine.run || found.epoch <= mine.epoch)
      return this.rebuild(organizationId);
    // Another replica built them for budgets this one has not seen.
    await this.budgets.reload(organizationId);
    const { epoch, budgets } = this.budgets.of(organizationId);
    const open = this.open.get(organizationId) ?? new Map<string, OpenCall>();
    // What other replicas settled is over, whatever this one remembers.
    for (const callId of await this.store.recorded(organizationId, [...open.keys()])) open.delete(callId);
    const calls = [...open.values()].map((call) => again(call, budgets));
    await this.counters.restore(organizationId, { epoch, run: mine.run }, calls);
  }

  private async build(organizationId: string): Promise<void> {
    const run = await this.counters.run();
    const book = await this.store.beginEpoch(organizationId, Date.now()).catch((error: unknown) => {
      throw new AppError('PEER_UNAVAILABLE', 'Budgets cannot be counted: the ledger does not answer.', {
        cause: error,
      });
    });
    const token = randomUUID();
    const calls = new Map((await this.counters.freeze(organizationId, token)).map((call) => [call.callId, call]));
    for (const [callId, call] of this.open.get(organizationId) ?? []) calls.set(callId, call);
    const over = await this.store.recorded(organizationId, [...calls.keys()]);
    const open = [...calls.values()].filter(({ callId }) => !over.has(callId)).map((call) => again(call, book.budgets));
    const state = { epoch: book.epoch, run };
    if (!(await this.counters.rebuild(organizationId, { token, state }, book.spent, open))) return;
    this.budgets.set(organizationId, book);
    rebuilds.add(1);
    log.info(
      { organizationId, epoch: book.epoch, counters: book.spent.length, calls: open.length },
      'budget counters built',
    );
  }

  private remember(organizationId: string, call: OpenCall): void {
    const calls = this.open.get(organizationId) ?? new Map<string, OpenCall>();
    calls.set(call.callId, call);
    this.open.set(organizationId, calls);
  }
}

/** The call under budgets that may be others than when it was planned. */
const again = (call: OpenCall, budgets: readonly Budget[]): OpenCall => {
  const { parts: _parts, ...record } = readOpenRecord(call.record);
  return { ...call, record: writeOpenRecord(record, holdsOf(budgets, record).map(partOf)) };
};

const chargesOf = (counters: Counter[], amounts: Amounts): Part[] =>
  counters.map((counter) => ({ field: counter.field, amount: amountOf(counter, amounts) }));
