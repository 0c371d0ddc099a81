import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { EgressAttempt } from '@archestra/contracts';
import { AttemptLog } from './attempt-log.ts';
import { CallsInFlight } from './calls-in-flight.ts';
import type { Seen } from './egress-message.ts';

const ref = { organizationId: 'o', serverId: '018f0000-0000-7000-8000-000000000009', instance: 'user:1' };
const at = new Date(10_000).toISOString();
const aSeen = (change: Partial<Seen> = {}): Seen => ({
  ...{ id: '018f0000-0000-7000-8000-00000000000a', key: 'k', host: 'example.org', port: 443, address: null, at },
  ...{ verdict: 'failed', reason: 'unreachable', seenBy: 'proxy', bytesUp: 0, bytesDown: 0 },
  ...change,
});
const open = aSeen({ verdict: 'allowed', reason: 'allowed-host', address: '93.184.216.34' });

describe('the log of attempts', () => {
  let told: { organizationId: string; data: EgressAttempt }[] = [];
  let log: AttemptLog;
  let isDiskFull = false;
  const reports: unknown[] = [];

  beforeEach(() => {
    jest.useFakeTimers();
    told = [];
    isDiskFull = false;
    const calls = new CallsInFlight(() => 9_000);
    calls.begin('k', 'call-1');
    log = new AttemptLog({
      calls,
      publisher: {
        publish: (_contract, fact) => {
          if (isDiskFull) throw new Error('no space left');
          told.push(fact as (typeof told)[number]);
        },
      },
      instanceOf: (key) => (key === 'k' ? ref : undefined),
      report: (error) => void reports.push(error),
    });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const step = (stage: 'begun' | 'open' | 'ended', seen: Seen): void => log.take({ kind: 'attempt', stage, seen });

  it('tells a short one once, with the instance and the call it belongs to', () => {
    step('begun', aSeen());
    step('open', open);
    step('ended', { ...open, bytesUp: 1, bytesDown: 2 });
    jest.advanceTimersByTime(60_000);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      organizationId: 'o',
      data: { serverId: ref.serverId, instance: 'user:1', callIds: ['call-1'], verdict: 'allowed', bytesDown: 2 },
    });
    expect(told[0]?.data).not.toHaveProperty('key');
  });

  it('tells a long one early, and again when its bytes are known', () => {
    step('begun', aSeen());
    step('open', open);
    jest.advanceTimersByTime(60_000);
    expect(told.map(({ data }) => data.bytesUp)).toEqual([0]);
    step('ended', { ...open, bytesUp: 7 });
    expect(told.map(({ data }) => data.bytesUp)).toEqual([0, 7]);
  });

  it('loses nothing when the proxy is gone', () => {
    step('begun', aSeen());
    step('begun', aSeen({ id: '018f0000-0000-7000-8000-00000000000b' }));
    step('open', { ...open, id: '018f0000-0000-7000-8000-00000000000b' });
    log.finishAll();
    expect(told.map(({ data }) => data.verdict)).toEqual(['failed', 'allowed']);
  });

  it('tells a trial to who runs it and to nobody else', () => {
    const seen: EgressAttempt[] = [];
    const stop = log.listen('k', (attempt) => void seen.push(attempt));
    step('ended', aSeen());
    stop();
    expect([seen.length, told.length]).toEqual([1, 0]);
  });

  it('has nothing to say of instances nobody knows', () => {
    step('ended', aSeen({ key: 'other' }));
    expect(told).toEqual([]);
  });

  it('does not fall over a full disk', () => {
    isDiskFull = true;
    expect(() => step('ended', aSeen())).not.toThrow();
    expect(reports).toHaveLength(1);
  });
});
