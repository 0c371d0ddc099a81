import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { consoleRoutes } from '@archestra/contracts';
import { usePlatform } from '../platform/use-platform.ts';
import { Caller } from './caller.ts';
import { Ledger, readLedger } from './ledger.ts';
import { Load } from './load.ts';
import { Phase } from './phase.ts';
import { printTable, rowOf } from './table.ts';

const CALLERS = 200;
const SETTLED_MS = 2_000;
const RECOVERED_WITHIN_MS = 30_000;
const ANSWERED_WITHIN_MS = 30_000;
/** A call this old had been decided and sent when the gateway died. */
const SENT_BEFORE_MS = 700;
/** A long call takes a second: the answer of one this old may be on record, and have died with the gateway on its way out. */
const ANSWERABLE_AFTER_MS = 900;
const services = ['gateway', 'sanitizer', 'orchestrator', 'registry', 'identity', 'cost', 'audit', 'knowledge', 'bff'];
const victims = [...services, 'nats', 'postgres', 'redis'];

const platform = usePlatform();
const phases: Phase[] = [];
let caller: Caller;
let load: Load;
let ledger = new Ledger();

beforeAll(async () => {
  const home = platform();
  const { id: serverId } = await home.serverReady('everything');
  const profileId = await home.createProfile('Under fire');
  await home.grant(profileId, serverId, ['echo', 'get-sum', 'trigger-long-running-operation']);
  await home.api.call(consoleRoutes.createBlockRule, {
    body: { serverId, tool: 'get-sum', profileId: null, note: 'must never answer' },
  });
  const [good, revoked] = [await home.createToken('load'), await home.createToken('revoked')];
  await home.api.call(consoleRoutes.revokeToken, { params: { id: revoked.id } });
  await pause(500);
  caller = new Caller(home.endpoint(profileId), { good: good.secret, revoked: revoked.secret }, CALLERS);
  load = new Load(caller);
  await load.start(CALLERS);
  await pause(SETTLED_MS);
  // What does not work before anything is killed says nothing about recovery.
  expect({ errors: [...load.phase.errors], broken: load.phase.broken }).toEqual({ errors: [], broken: [] });
  expect(load.phase.answered).toBeGreaterThan(CALLERS);
});
afterAll(async () => {
  await load.stop();
  await caller.close();
});

const eventually = async (holds: () => boolean): Promise<void> => {
  for (const end = performance.now() + RECOVERED_WITHIN_MS; !holds(); await pause(5))
    if (performance.now() > end) throw new Error('No call waits long enough for its answer.');
};

const pidOf = (name: string): number | undefined => {
  try {
    return platform().installation.pidOf(name);
  } catch {
    return undefined;
  }
};

const isReady = async (name: string): Promise<boolean> => {
  if (!services.includes(name)) return true;
  const port = platform().installation.readState().ports[name];
  return fetch(`http://127.0.0.1:${port}/ready`, { signal: AbortSignal.timeout(1_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
};

/** Resolves when the victim runs again, every call of before has ended, and none has failed for a while; throws when that takes too long. */
const recovery = async (victim: string, oldPid: number, phase: Phase): Promise<void> => {
  const since = performance.now();
  for (let backAtMs = Infinity; ; await pause(100)) {
    const nowMs = performance.now();
    if (backAtMs === Infinity && pidOf(victim) !== undefined && pidOf(victim) !== oldPid && (await isReady(victim)))
      backAtMs = nowMs;
    if (nowMs - Math.max(backAtMs, phase.lastFailureAtMs, since) > SETTLED_MS && load.oldestBeganAtMs > backAtMs)
      return;
    if (nowMs - since > RECOVERED_WITHIN_MS + SETTLED_MS)
      throw new Error(`${victim} did not recover: ${JSON.stringify([...phase.errors])}`);
  }
};

describe('200 calls in flight while kill -9 hits', () => {
  it.each(victims)(
    '%s: every call ends in time, and work resumes by itself',
    async (victim) => {
      const pid = platform().installation.pidOf(victim);
      const phase = new Phase(victim);
      phases.push(phase);
      load.phase = phase;
      // There is something to interrupt, or the test of that would say nothing.
      await eventually(() => load.hasWaited('long', SENT_BEFORE_MS));
      phase.killedAtMs = performance.now();
      process.kill(pid, 'SIGKILL');
      await recovery(victim, pid, phase);
      expect(phase.recoverySeconds * 1_000).toBeLessThan(RECOVERED_WITHIN_MS);
      expect(phase.longestMs).toBeLessThan(ANSWERED_WITHIN_MS);
      expect(phase.answered).toBeGreaterThan(0);
      // The death of a neighbour is expected: whoever stumbles over it must have words for it.
      expect([...phase.errors.keys()]).not.toContain('INTERNAL');
      if (victim !== 'gateway') expect(phase.broken).toEqual([]);
    },
    60_000,
  );
});

describe('when everything is quiet', () => {
  beforeAll(async () => {
    await load.stop();
    const seen = phases.flatMap(({ callIds }) => callIds);
    ledger = await readLedger(platform().installation.databaseUrl, seen, 60_000);
    const counts = `on record ${ledger.calls}, metered ${ledger.metered}, interrupted ${ledger.interrupted}`;
    const closing = `${counts}, waited ${(ledger.waitedMs / 1_000).toFixed(1)} s`;
    printTable(
      phases.map((phase) => rowOf(phase, ledger)),
      closing,
    );
  }, 120_000);

  it('nobody got a wrong answer, and nobody who must be refused got any', () => {
    expect(load.wrong).toEqual([]);
    expect(phases.reduce((sum, { denied }) => sum + denied, 0)).toBeGreaterThan(100);
  });

  it('every call that was answered is on record exactly once', () => {
    const faulty = phases
      .map((phase) => rowOf(phase, ledger))
      .filter(({ lost, duplicated }) => lost > 0 || duplicated > 0);
    expect(faulty).toEqual([]);
    expect([...ledger.times.values()].filter((count) => count !== 1)).toEqual([]);
  });

  it('the meter counted every recorded call once', () => {
    expect(ledger.metered).toBe(ledger.calls);
  });

  it('calls that died with the gateway are on record as interrupted, unless their answer was there', () => {
    const [phase = new Phase('none')] = phases;
    const fates = phase.broken
      .map(({ question, beganAtMs }) => ({ question, ageMs: phase.killedAtMs - beganAtMs }))
      .filter(({ question, ageMs }) => question.tool === 'long' && ageMs > SENT_BEFORE_MS)
      .map(({ question, ageMs }) => ({ outcome: ledger.outcomeOf(question), ageMs }));
    const interrupted = fates.filter(({ outcome }) => outcome === 'interrupted');
    const answered = fates.filter(({ outcome, ageMs }) => outcome === 'answered' && ageMs > ANSWERABLE_AFTER_MS);
    expect(interrupted.length).toBeGreaterThan(0);
    expect(fates.filter((fate) => !interrupted.includes(fate) && !answered.includes(fate))).toEqual([]);
    expect(ledger.interrupted).toBeLessThanOrEqual(phase.broken.length);
  });
});
