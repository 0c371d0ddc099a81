import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AppError } from '@archestra/contracts';
import { eventually, useNats } from '@archestra/testing';
import type { Runtime } from '../src/runtime/runtime.ts';
import { openHostileWorld, type HostileWorld } from './hostile-world.ts';

export interface RuntimeSuiteOptions {
  name: string;
  /** A runtime with 300 MB of memory and 64 processes per server. */
  makeRuntime: (dataFolder: string) => Runtime;
  sandboxed: boolean;
  /** Names of the variables a server sees; those of the sandbox by default. */
  variables?: readonly string[];
  /** Whether the runtime itself bounds the number of processes; where not, the cluster does. */
  boundsProcesses?: boolean;
  /** Whether the processes around the server, within its own walls, are hidden from it. */
  hidesParents?: boolean;
  /** How long a server may take to come up, at first and again after a crash. */
  startMs?: number;
}

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'answered',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

/** What every runtime owes a hostile server's callers and its host. Each new runtime runs this suite. */
export const describeRuntime = ({
  name,
  makeRuntime,
  sandboxed,
  variables = ['HOME', 'LANG', 'PATH', 'TMPDIR'],
  boundsProcesses = true,
  hidesParents = true,
  startMs = 10_000,
}: RuntimeSuiteOptions): void => {
  describe(`a hostile server in the ${name} runtime`, () => {
    const nats = useNats();
    let world: HostileWorld;
    beforeAll(async () => {
      world = await openHostileWorld(nats(), makeRuntime);
      await world.until('running', startMs);
    }, startMs + 30_000);
    afterAll(() => world.close(), 60_000);

    it('shares one pipe between many callers without mixing their answers', async () => {
      const values = Array.from({ length: 300 }, (_, number) => `v${number}`);
      await expect(Promise.all(values.map((value) => world.call('echo', { value })))).resolves.toEqual(values);
    });

    it('never answers: the deadline of the caller ends the call', async () => {
      await expect(codeOf(world.call('never', {}, { timeoutMs: 300 }))).resolves.toBe('SERVER_TIMEOUT');
      await expect(world.call('echo', { value: 'still here' })).resolves.toBe('still here');
    });

    it('prints garbage: it is counted, kept in the log and harms nobody', async () => {
      await expect(world.call('garbage')).resolves.toBe('after garbage');
      // Counts and logs may take another way than answers.
      await eventually(() => {
        expect(world.server.status().violations.garbageLines).toBe(2);
        expect(world.server.readLog(100).map(({ text }) => text)).toContain('Listening on port 3000');
      });
    });

    it('answers twice: the second one goes nowhere and is counted', async () => {
      await expect(world.call('twice')).resolves.toBe('first');
      await world.call('echo', { value: 'x' });
      await eventually(() => expect(world.server.status().violations.duplicateAnswers).toBe(1));
    });

    it.each([{ first: true }, { first: false }])(
      'answers with 30 MB (%j): that call fails, others do not',
      async (args) => {
        const [huge, other] = await Promise.all([
          codeOf(world.call('huge', args)),
          world.call('echo', { value: 'other' }),
        ]);
        expect([huge, other]).toEqual(['SERVER_RESPONSE_TOO_LARGE', 'other']);
      },
    );

    it('answers with 5 MB, which is allowed', async () => {
      expect((await world.call('big')).length).toBe(5 * 1024 * 1024);
    });

    it('floods stderr without stopping its answers', async () => {
      await expect(world.call('shout')).resolves.toBe('shouted');
    });

    it('brings progress to its own call', async () => {
      const seen: string[] = [];
      await world.call('progress', {}, { onNotification: (frame) => seen.push(Buffer.from(frame).toString()) });
      expect(seen).toHaveLength(2);
    });

    it('asks its client for something: it learns at once that nobody answers', async () => {
      await expect(world.call('ask')).resolves.toBe('-32601');
    });

    it('changes its tools: that is a fact', async () => {
      await world.call('changed');
      expect(world.events.map(({ type }) => type)).toContain('orchestrator.server.tools-changed');
    });

    if (sandboxed) {
      const hidden = ['/etc/shadow', `${process.cwd()}/package.json`, '/root/.ssh/id_rsa'];
      it.each([...hidden, ...(hidesParents ? ['/proc/1/environ'] : [])])('cannot read %s', async (path) => {
        await expect(world.call('read', { path })).resolves.toMatch(/^refused/);
      });

      it('cannot see our data, write outside its home, or be root', async () => {
        await expect(world.call('read', { path: `${world.dataFolder}/log/server.log` })).resolves.toMatch(/^refused/);
        await expect(world.call('write', { path: '/usr/x' })).resolves.toMatch(/^refused/);
        await expect(world.call('write', { path: '/home/server/x' })).resolves.toMatch(/^got/);
        const { uid, names } = JSON.parse(await world.call('whoami')) as { uid: number; names: string[] };
        expect(uid).not.toBe(0);
        expect(names).toEqual(variables);
      });

      it('has no network unless it was granted', async () => {
        const listener = createServer().listen(0, '127.0.0.1');
        await new Promise((resolve) => listener.once('listening', resolve));
        const address = listener.address();
        const port = typeof address === 'object' ? address?.port : undefined;
        await expect(world.call('network', { port })).resolves.toMatch(/^refused/);
        listener.close();
      });

      (boundsProcesses ? it : it.skip)('cannot fork without bound', async () => {
        expect(['bounded', 'SERVER_CRASHED']).toContain(
          await world.call('fork').catch((error: AppError) => error.code),
        );
      });
    }

    it('dies in the middle of calls: each of them learns it at once, and it comes back', async () => {
      await world.until('running', startMs);
      const before = Date.now();
      const hanging = Array.from({ length: 20 }, () => codeOf(world.call('never')));
      await expect(codeOf(world.call('die'))).resolves.toBe('SERVER_CRASHED');
      await expect(Promise.all(hanging)).resolves.toEqual(hanging.map(() => 'SERVER_CRASHED'));
      expect(Date.now() - before).toBeLessThan(1_500);
      expect(world.events).toContainEqual(expect.objectContaining({ type: 'orchestrator.server.crashed' }));
      await world.until('running', startMs);
      await expect(world.call('echo', { value: 'back' })).resolves.toBe('back');
    });

    it('eats memory: it is ended before the host suffers', async () => {
      await world.until('running', startMs);
      await expect(codeOf(world.call('hog', {}, { timeoutMs: 20_000 }))).resolves.toBe('SERVER_CRASHED');
      expect(world.server.status().message).toContain('memory');
    });
  });
};
