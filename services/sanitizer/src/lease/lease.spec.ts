import { describe, expect, it, jest } from '@jest/globals';
import { isGone } from './home.ts';
import { Lease, type LeaseOptions } from './lease.ts';

const free = {
  current: () => Promise.resolve(undefined),
  claim: () => Promise.resolve(true),
  renew: () => Promise.resolve(true),
  release: () => Promise.resolve(),
};
const build = (store: Partial<typeof free>, change: Partial<LeaseOptions> = {}) => {
  const onTaken = jest.fn();
  return {
    onTaken,
    lease: new Lease(
      { ...free, ...store },
      { home: 'h', leaseMs: 100, beatMs: 10, onTaken, onTrouble: () => undefined, ...change },
    ),
  };
};
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('the writer lease', () => {
  it('is not held before it was given', () => {
    expect(build({}).lease.isHeld).toBe(false);
  });

  it('ends by itself before others may take it when the database falls silent', async () => {
    const { lease } = build({ renew: () => new Promise(() => undefined) });
    await lease.acquire();
    expect(lease.isHeld).toBe(true);
    await pause(85);
    expect(lease.isHeld).toBe(false);
    await lease.release();
  });

  it('stays held over failures that are shorter', async () => {
    let failures = 3;
    const renew = () => (failures-- > 0 ? Promise.reject(new Error('away')) : Promise.resolve(true));
    const { lease } = build({ renew });
    await lease.acquire();
    await pause(150);
    expect(lease.isHeld).toBe(true);
    await lease.release();
    expect(lease.isHeld).toBe(false);
  });

  it('does not trust one clock alone', async () => {
    const { lease } = build({ renew: () => new Promise(() => undefined) }, { leaseMs: 60_000 });
    await lease.acquire();
    const now = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 3_600_000);
    expect(lease.isHeld).toBe(false);
    clock.mockReturnValue(now - 3_600_000);
    expect(lease.isHeld).toBe(false);
    clock.mockRestore();
    expect(lease.isHeld).toBe(true);
    await lease.release();
  });

  it('gives back what it was only just claiming', async () => {
    let grant: (isOurs: boolean) => void = () => undefined;
    const release = jest.fn(() => Promise.resolve());
    const claim = () => new Promise<boolean>((resolve) => (grant = resolve));
    const { lease } = build({ claim, release });
    const acquiring = lease.acquire();
    await pause(10);
    const releasing = lease.release();
    grant(true);
    await releasing;
    expect([release.mock.calls.length, lease.isHeld]).toEqual([1, false]);
    await acquiring;
  });

  it('tells once when somebody else holds it', async () => {
    const { lease, onTaken } = build({ renew: () => Promise.resolve(false) });
    await lease.acquire();
    await pause(50);
    lease.surrender();
    expect(lease.isHeld).toBe(false);
    expect(onTaken).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['lived in the same place under our own number', 'h', process.pid, 'x'],
    ['lives in the same place', 'h', process.ppid, null],
    ['may live in another place', 'elsewhere', process.pid, null],
  ])('knows what to think of a holder that %s', async (_, home, pid, dead) => {
    const claim = jest.fn<(wanted: unknown) => Promise<boolean>>().mockResolvedValue(true);
    const { lease } = build({
      current: () => Promise.resolve({ holder: 'x', home, pid } as never),
      claim: claim as never,
    });
    await lease.acquire();
    expect(claim).toHaveBeenCalledWith(expect.objectContaining({ dead }));
    await lease.release();
  });

  it('believes a process gone only when the system says so', () => {
    expect(isGone(process.ppid)).toBe(false);
    expect(isGone(2 ** 22 + 12_345)).toBe(true);
  });
});
