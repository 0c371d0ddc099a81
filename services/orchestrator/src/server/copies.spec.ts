import { describe, expect, it } from '@jest/globals';
import {
  AppError,
  ConfigurationField,
  type CallContext,
  type CredentialScope,
  type DesiredServer,
} from '@archestra/contracts';
import type { UpFrame } from '@archestra/mcp';
import fc from 'fast-check';
import { NOBODY, resolveFields, type Holder, type KnownCredential } from '../credential/resolution.ts';
import { orEnded } from '../runtime/launch-signal.ts';
import { Copies } from './copies.ts';
import { ServerFacts } from './server.events.ts';

const fields = ['A', 'B'].map((name) =>
  ConfigurationField.parse({ in: 'env', name, isSecret: true, isRequired: name === 'A' }),
);
const desired: DesiredServer = {
  id: 'files',
  organizationId: 'acme',
  name: 'files',
  source: { kind: 'remote', url: 'https://example.org/mcp' },
  fields,
  configuration: {},
  generation: 1,
};
const log = {
  add: () => undefined,
  conceal: () => undefined,
  beginRun: () => undefined,
  lastError: () => '',
  flush: () => Promise.resolve(),
};
const people = ['ada', 'bob'];
const teams = ['red', 'blue'];

interface Open {
  readonly instance: string;
  readonly values: string;
}

/** Copies over a model of everything around them: rights and credentials are plain maps, a connection is what it was opened with. */
class Model {
  readonly open = new Set<Open>();
  readonly credentials = new Map<string, KnownCredential>();
  readonly members = new Map(people.map((id) => [id, new Set<string>()]));
  readonly reported: unknown[] = [];
  readonly discarded: string[] = [];
  opened = 0;
  waiting = 0;
  install = pause;
  readonly copies: Copies;
  private clock = 0;

  constructor() {
    const known = (): KnownCredential[] => [...this.credentials.values()];
    this.copies = new Copies(desired, {
      idleMs: 0,
      facts: new ServerFacts({ publish: () => undefined }),
      logOf: () => log as never,
      discard: (instance, keeps) => Promise.resolve(void this.discarded.push(`${instance} ${keeps}`)),
      report: (error) => void this.reported.push(error),
      credentials: {
        resolve: (_server, context) => resolveFields(fields, known(), this.holder(context)),
        resolveForAll: () => resolveFields(fields, known(), NOBODY),
        knownOf: known,
        open: (_server, { parts }) => {
          this.opened += 1;
          return Promise.resolve(
            Object.fromEntries(
              parts.flatMap(({ credential, fields: names }) =>
                names.map((name) => [name, `${credential.id} ${credential.revision} ${name}`]),
              ),
            ),
          );
        },
        missing: (_server, names) => new AppError('CREDENTIAL_MISSING', names.join()),
      },
      connect: async ({ instance, open }, { signal }) => {
        this.waiting += 1;
        await orEnded(this.install(), signal).finally(() => (this.waiting -= 1));
        return this.connection({ instance, values: JSON.stringify(await open()) });
      },
    });
  }

  set(scope: CredentialScope, ownerId: string, names: string[]): void {
    const key = `${scope} ${ownerId}`;
    const before = this.credentials.get(key);
    this.credentials.set(key, {
      ...{ id: before?.id ?? `${key} ${(this.clock += 1)}`, organizationId: 'acme', serverId: 'files', scope, ownerId },
      ...{ fields: names, createdAt: before?.createdAt ?? new Date(this.clock), revision: (before?.revision ?? 0) + 1 },
    });
    this.copies.review();
  }

  delete(scope: CredentialScope, ownerId: string): void {
    if (this.credentials.delete(`${scope} ${ownerId}`)) this.copies.review();
  }

  join(person: string, ids: string[] | undefined): void {
    if (ids) this.members.set(person, new Set(ids));
    else this.members.delete(person);
    this.copies.reviewPerson(person);
  }

  /** What a call is answered with: the values its copy has, or the code of the refusal. */
  call(principal: string): Promise<string> {
    return new Promise((resolve) => {
      const frame = {
        frameId: 1,
        bytes: Buffer.from('{"method":"tools/call"}'),
        context: { organizationId: 'acme', principal },
        respond: (text: string) => resolve(text),
        fail: (error: AppError) => resolve(error.code),
      };
      try {
        this.copies.of(frame as unknown as UpFrame).take(frame as unknown as UpFrame);
      } catch (error) {
        resolve((error as AppError).code);
      }
    });
  }

  /** What it should be answered with at this moment. */
  expected(principal: string): string {
    try {
      const { parts, missing } = resolveFields(fields, [...this.credentials.values()], this.holder({ principal }));
      if (missing.length > 0) return 'CREDENTIAL_MISSING';
      const values = parts.flatMap(({ credential, fields: names }) =>
        names.map((name) => [name, `${credential.id} ${credential.revision} ${name}`]),
      );
      return JSON.stringify(Object.fromEntries(values));
    } catch (error) {
      return (error as AppError).code;
    }
  }

  private holder({ principal = '' }: CallContext): Holder {
    const [kind, id = ''] = principal.split(':');
    if (kind === 'team') return { userId: null, teamIds: [id] };
    if (kind === 'service') return NOBODY;
    const teamIds = this.members.get(id);
    if (!teamIds) throw new AppError('NOT_ALLOWED', 'nobody');
    return { userId: id, teamIds: [...teamIds] };
  }

  private connection(open: Open) {
    // Two at once would fight over the same home.
    if ([...this.open].some(({ instance }) => instance === open.instance)) this.reported.push(`${open.instance} twice`);
    this.open.add(open);
    const { promise: ended, resolve } = Promise.withResolvers<{ reason: string; exitCode: null; signal: null }>();
    const close = async (): Promise<void> => {
      await pause();
      await pause();
      this.open.delete(open);
      resolve({ reason: 'closed', exitCode: null, signal: null });
    };
    const forward = (frame: UpFrame): void => frame.respond(open.values);
    const nothing = { memoryBytes: null, cpuMs: null };
    return {
      ended,
      close,
      release: close,
      forward,
      inFlight: 0,
      pid: 1,
      sandbox: 'remote' as const,
      usage: () => nothing,
    };
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await pause();
};

const owner = fc.oneof(
  fc.tuple(fc.constant<CredentialScope>('personal'), fc.constantFrom(...people)),
  fc.tuple(fc.constant<CredentialScope>('team'), fc.constantFrom(...teams)),
  fc.constant<[CredentialScope, string]>(['organization', 'acme']),
);
const principal = fc.constantFrom(
  ...people.map((id) => `user:${id}`),
  ...teams.map((id) => `team:${id}`),
  'service:robot',
);
type Step = (model: Model) => Promise<void> | void;
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(owner, fc.subarray(['A', 'B'], { minLength: 1 })).map(
    ([[scope, id], names]): Step =>
      (model) =>
        model.set(scope, id, names),
  ),
  owner.map(
    ([scope, id]): Step =>
      (model) =>
        model.delete(scope, id),
  ),
  fc.tuple(fc.constantFrom(...people), fc.option(fc.subarray(teams), { nil: undefined, freq: 6 })).map(
    ([person, ids]): Step =>
      (model) =>
        model.join(person, ids),
  ),
  principal.map((who): Step => async (model) => {
    const expected = model.expected(who);
    expect(await model.call(who)).toBe(expected);
  }),
  fc.constant<Step>(() => pause()),
);

describe('the copies of a server', () => {
  it('answer every call with exactly the credentials of its caller at that moment, whatever happened before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
        const model = new Model();
        for (const take of steps) await take(model);
        await settled();
        // Nothing runs with credentials that are gone, changed, or not anybody's any more.
        for (const { instance, values } of model.open) {
          const who = instance === 'organization' || instance === 'shared' ? 'service:robot' : instance;
          expect([instance, values]).toEqual([instance, model.expected(who)]);
        }
        const running = [...model.open].map(({ instance }) => instance);
        expect(new Set(running).size).toBe(running.length);
        await model.copies.stop('close');
        expect([...model.open]).toEqual([]);
        expect(model.reported).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('give nothing that was deleted while their program was installed', async () => {
    const model = new Model();
    model.install = () => new Promise(() => undefined);
    model.set('personal', 'ada', ['A']);
    await settled();
    expect([model.waiting, model.opened]).toEqual([1, 0]);
    model.delete('personal', 'ada');
    await settled();
    expect([model.waiting, model.opened]).toEqual([0, 0]);
    // The next one does not wait for what was given up.
    model.install = pause;
    model.set('personal', 'ada', ['A', 'B']);
    await expect(model.call('user:ada')).resolves.toBe(model.expected('user:ada'));
    await model.copies.stop('close');
    expect(model.reported).toEqual([]);
  });

  it('lose their files with the credential of their owner, not when it changes or rests', async () => {
    const model = new Model();
    model.set('personal', 'ada', ['A']);
    await settled();
    model.set('personal', 'ada', ['A', 'B']);
    await settled();
    model.join('ada', undefined);
    await settled();
    expect(model.discarded).toEqual(['user:ada files']);
    expect(model.copies.keepsFilesOf('user:ada')).toBe(true);
    model.join('ada', []);
    await model.call('user:ada');
    model.delete('personal', 'ada');
    await settled();
    expect(model.discarded).toEqual(['user:ada files', 'user:ada nothing']);
    expect(model.copies.keepsFilesOf('user:ada')).toBe(false);
    await model.copies.stop('close');
  });
});
