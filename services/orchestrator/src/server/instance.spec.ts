import { describe, expect, it } from '@jest/globals';
import { AppError } from '@archestra/contracts';
import type { UpFrame } from '@archestra/mcp';
import { SecretMask } from '../credential/secret-mask.ts';
import type { ConnectionEnd, ServerConnection } from '../connection/connection.ts';
import type { ServerLog } from '../log/server-log.ts';
import { leaveOf, orEnded } from '../runtime/launch-signal.ts';
import { Instance, type Connecting, type InstancePorts } from './instance.ts';

const pause = (ms = 5): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const until = async (check: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 400 && !check(); tries += 1) await pause();
  expect(check()).toBe(true);
};

const world = (more: Partial<InstancePorts> = {}) => {
  const told: string[] = [];
  const lines: string[] = [];
  const reported: unknown[] = [];
  const ends: ((end: ConnectionEnd) => void)[] = [];
  const left: string[] = [];
  const state = { inFlight: 0, answer: 'fine', connect: (_: Connecting): Promise<void> => Promise.resolve() };
  let hide = (text: string): string => text;
  const log = {
    add: (_stream: string, text: string) => void lines.push(hide(text)),
    conceal: (by: typeof hide) => (hide = by),
    beginRun: () => undefined,
    lastError: () => '',
    flush: () => Promise.resolve(),
  };
  const connection = (): ServerConnection => {
    const { promise: ended, resolve } = Promise.withResolvers<ConnectionEnd>();
    ends.push(resolve);
    const leave = (how: string) => (): Promise<void> => {
      left.push(how);
      resolve({ reason: how, exitCode: 0, signal: null });
      return Promise.resolve();
    };
    return {
      ended,
      close: leave('close'),
      release: leave('release'),
      forward: (frame) => frame.respond(frame.rewrite?.(state.answer) ?? state.answer),
      get inFlight() {
        return state.inFlight;
      },
      pid: ends.length,
      sandbox: 'bubblewrap',
      usage: () => ({ memoryBytes: null, cpuMs: null }),
    };
  };
  const tell = (what: string) => (): void => void told.push(what);
  const instance = new Instance('shared', {
    connect: async (connecting) => {
      await state.connect(connecting);
      connecting.onLaunched();
      return connection();
    },
    facts: {
      started: tell('started'),
      failed: (message) => void told.push(`failed: ${message}`),
      crashed: (message) => void told.push(`crashed: ${message}`),
      changedTools: tell('tools-changed'),
    },
    log: log as unknown as ServerLog,
    isEager: true,
    idleMs: 0,
    report: (error) => void reported.push(error),
    ...more,
  });
  const call = (): Promise<string> =>
    new Promise((resolve) => {
      const frame = { frameId: 1, context: {}, respond: resolve, fail: (error: AppError) => resolve(error.code) };
      instance.take(frame as unknown as UpFrame);
    });
  const runs = (): number => ends.length;
  const end = (): void => ends.at(-1)?.({ reason: 'exit code 1', exitCode: 1, signal: null });
  return { instance, told, lines, reported, left, state, call, runs, end };
};

describe('an instance', () => {
  it('starts at once when all share it, else with the first call, which waits for it', async () => {
    const eager = world();
    await until(() => eager.instance.phase === 'running');
    const own = world({ isEager: false });
    await pause();
    expect([own.instance.phase, own.runs()]).toEqual(['asleep', 0]);
    await expect(own.call()).resolves.toBe('fine');
    await Promise.all([eager.instance.stop(), own.instance.stop()]);
  });

  it('sleeps when nobody called for a while, not while it works, and wakes with the next call', async () => {
    const { instance, state, call, runs, told, left } = world({ idleMs: 100 });
    state.inFlight = 1;
    await until(() => instance.phase === 'running');
    await pause(300);
    expect(instance.phase).toBe('running');
    state.inFlight = 0;
    await until(() => instance.phase === 'asleep');
    expect(left).toEqual(['close']);
    await expect(call()).resolves.toBe('fine');
    expect(runs()).toBe(2);
    // To sleep and to wake is no news about the server.
    expect(told).toEqual(['started']);
    expect(instance.view().restarts).toBe(0);
    await instance.stop();
  });

  it('is started again after it crashed, and that is told', async () => {
    const { instance, end, told, runs } = world();
    await until(() => instance.phase === 'running');
    end();
    await until(() => instance.phase === 'backoff');
    await until(() => instance.phase === 'running');
    expect(told).toEqual(['started', 'crashed: The server ended: exit code 1.', 'started']);
    expect([runs(), instance.view().restarts]).toEqual([2, 1]);
    await instance.stop();
  });

  it('is started again at once when somebody wants that', async () => {
    const { instance, runs, told } = world();
    await until(() => instance.phase === 'running');
    await instance.restart();
    await until(() => runs() === 2 && instance.phase === 'running');
    expect(told).toEqual(['started', 'started']);
    await instance.stop();
  });

  it('stays asleep when a restart is wanted meanwhile', async () => {
    const { instance, runs } = world({ isEager: false });
    await pause();
    await instance.restart();
    await pause();
    expect([instance.phase, runs()]).toEqual(['asleep', 0]);
    await instance.stop();
  });

  it('refuses calls once it could not be started, and after it was stopped', async () => {
    const { instance, state, call, told } = world();
    state.connect = () => Promise.reject(new AppError('SERVER_UNAVAILABLE', 'No such image.'));
    await until(() => instance.phase === 'failed');
    await expect(call()).resolves.toBe('SERVER_UNAVAILABLE');
    expect(told).toEqual(['failed: No such image.']);
    await instance.stop();
    await expect(call()).resolves.toBe('SERVER_UNAVAILABLE');
  });

  it.each([
    ['before anything ran', 0, () => undefined],
    ['when it ran already, such as one that says nonsense', 2, ({ onLaunched }: Connecting) => onLaunched()],
  ])('is tried again when its start fails %s: %d restarts', async (_, restarts, begin) => {
    let tries = 0;
    const { instance, state } = world();
    state.connect = (connecting) => {
      tries += 1;
      begin(connecting);
      return Promise.reject(new AppError('SERVER_UNAVAILABLE', 'The directory is not open to servers.'));
    };
    await until(() => tries === 2 && instance.phase === 'failed');
    expect(instance.view().restarts).toBe(restarts);
    expect(instance.view().message).toMatch(/not open to servers/);
    await instance.stop();
  });

  it('is left running where it can live without us', async () => {
    const { instance, left } = world();
    await until(() => instance.phase === 'running');
    await instance.stop('release');
    expect(left).toEqual(['release']);
  });

  it.each(['close', 'release'] as const)('ends a start that is under way when it is stopped (%s)', async (leave) => {
    const { instance, state, call, told, reported, runs } = world({ isEager: false });
    let how: string | undefined;
    state.connect = ({ signal }) =>
      orEnded(new Promise<void>(() => undefined), signal).finally(() => (how = leaveOf(signal)));
    const waiting = call();
    await until(() => instance.phase === 'preparing');
    const before = Date.now();
    await instance.stop(leave);
    expect(Date.now() - before).toBeLessThan(500);
    await expect(waiting).resolves.toBe('SERVER_UNAVAILABLE');
    expect([how, instance.phase, told, reported, runs()]).toEqual([leave, 'stopped', [], [], 0]);
  });

  it('hides its secrets in answers, in its log, in what it tells and in what is reported', async () => {
    const { instance, state, call, lines, told, reported, end } = world();
    instance.conceal(new SecretMask({ TOKEN: 'planted-secret' }));
    state.answer = '{"id":1,"result":"planted-secret"}';
    await until(() => instance.phase === 'running');
    await expect(call()).resolves.toBe('{"id":1,"result":"[secret]"}');
    state.connect = () =>
      Promise.reject(
        new AppError('SERVER_UNAVAILABLE', 'no planted-secret', { cause: new Error('bad planted-secret') }),
      );
    end();
    await until(() => instance.phase === 'failed');
    expect(instance.view().message).toContain('no [secret]');
    expect(told).toContain('failed: no [secret]');
    expect(reported).toHaveLength(1);
    expect(`${lines.join()} ${told.join()} ${String((reported[0] as Error).stack)}`).not.toContain('planted-secret');
    await instance.stop();
  });
});
