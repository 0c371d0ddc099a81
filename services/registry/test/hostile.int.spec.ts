import { AppError, registry, type Request, type Rpc } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { tool } from './fake-server.ts';
import { approve, ask, asReviewer, comesTo, evidenceOf, member } from './request-story.ts';
import { install, look, ownerId, ready, source, started, viewer } from './story.ts';
import { useWorld, type World } from './world.ts';

/** What a caller may be told about what they sent. */
const theirs = ['INVALID_INPUT', 'NOT_FOUND', 'CONFLICT', 'NOT_ALLOWED', 'RATE_LIMITED', 'REQUEST_TOO_LARGE'];

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 60 }),
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    '\u0000',
    '\ud800',
    '\u202Eevil\u202C',
    'a\u200Bb',
    'ｆｉｌｅｓ',
    '../../etc/passwd',
    "'; DROP TABLE tool; --",
    '$(reboot)',
    '{"a":1}',
    'x'.repeat(5_000),
  ),
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 5 });
const slug = fc.oneof(
  { weight: 3, arbitrary: fc.stringMatching(/^[a-z][a-z0-9]{0,20}$/) },
  { weight: 1, arbitrary: text },
);
const field = fc.record(
  {
    in: fc.constantFrom('env', 'header'),
    name: text,
    title: text,
    description: text,
    default: text,
    isSecret: fc.boolean(),
  },
  { requiredKeys: ['in', 'name'] },
);
const anySource = fc.oneof(
  fc.constant<object>(source),
  fc.record({
    kind: fc.constant('package'),
    registry: fc.constantFrom('npm', 'gem'),
    package: text,
    version: text,
    arguments: fc.array(text, { maxLength: 3 }),
    environment: fc.dictionary(text, text, { maxKeys: 3 }),
  }),
  fc.record({ kind: fc.constant('image'), image: text, transport: fc.constantFrom('attach', 'http'), path: text }),
  fc.record({ kind: fc.constant('remote'), url: fc.oneof(text, fc.webUrl()) }),
  fc.constant<object>({ kind: 'builtin', service: 'knowledge' }),
);
const draft = fc.record(
  {
    name: slug,
    title: text,
    description: text,
    labels: fc.array(text, { maxLength: 3 }),
    version: text,
    source: anySource,
    fields: fc.array(field, { maxLength: 3 }),
  },
  { requiredKeys: ['name', 'title', 'source'] },
);
const access = fc.record({
  everyone: fc.boolean(),
  teamIds: fc.array(fc.uuid(), { maxLength: 2 }),
  userIds: fc.array(fc.oneof(fc.uuid(), text), { maxLength: 2 }),
});

const survives = async <C extends Rpc>(world: World, contract: C, organizationId: string, input: unknown) => {
  const outcome = await world.client.call(contract, input as Request<C>, { organizationId }).then(
    () => 'answered',
    (error: unknown) => AppError.from(error).code,
  );
  if (outcome !== 'answered' && !theirs.includes(outcome))
    throw new Error(`${contract.subject}: ${outcome} for ${JSON.stringify(input)?.slice(0, 1_000)}`);
};

describe('hostile input', () => {
  const use = useWorld({ RECONCILE_MS: '1000', SWEEP_MS: '300', TRIAL_POLL_MS: '50' });

  it('is answered, or refused with a code that says whose mistake it is', async () => {
    const world = use();
    const organizationId = uuid();
    const who = { requesterId: member, viewer };
    const cases: [Rpc, fc.Arbitrary<unknown>][] = [
      [registry.createCatalogItem, draft.map((made) => ({ ...made, ownerId }))],
      [
        registry.createRequest,
        fc
          .record({ draft, reason: text, configuration: fc.dictionary(text, text, { maxKeys: 2 }) })
          .map((made) => ({ ...made, ...who })),
      ],
      [registry.createProfile, fc.record({ name: text, description: text, access: maybe(access) })],
      [
        registry.listCatalogItems,
        fc.record({ query: maybe(text), label: maybe(text), cursor: maybe(text) }).map((made) => ({ ...made, viewer })),
      ],
      [registry.listProfiles, fc.record({ query: text, cursor: maybe(text) }).map((made) => ({ ...made, viewer }))],
      [registry.listToolChanges, fc.record({ cursor: maybe(text) }).map((made) => ({ ...made, viewer }))],
      [registry.readServerJson, fc.record({ document: fc.dictionary(text, fc.jsonValue()) })],
      [
        registry.assignMany,
        fc
          .record({
            profileIds: fc.array(fc.uuid(), { minLength: 1, maxLength: 3 }),
            add: fc.array(fc.record({ installationId: fc.uuid(), tools: fc.array(text, { maxLength: 3 }) }), {
              maxLength: 2,
            }),
          })
          .map((made) => ({ ...made, viewer })),
      ],
      [
        registry.approveRequest,
        fc
          .record({ id: fc.uuid(), revision: fc.nat(), reviewerId: fc.uuid(), note: text, tools: fc.array(text) })
          .map((made) => ({ ...made, viewer })),
      ],
    ];
    for (const [contract, input] of cases)
      await fc.assert(
        fc.asyncProperty(input, (made) => survives(world, contract, organizationId, made)),
        { numRuns: 60 },
      );
    // Whatever got in can be listed.
    for (const contract of [registry.listCatalogItems, registry.listRequests, registry.listProfiles])
      await world.client.call(contract, { viewer, limit: 200 }, { organizationId });
  }, 60_000);

  it('in evidence reaches the reviewer as far as it fits, and installs nothing that was not seen', async () => {
    const world = use();
    const organizationId = uuid();
    const cyclic = { type: 'object', $ref: '#', properties: { self: { $ref: '#/properties/self' } } };
    const tools = [
      tool('fine'),
      { ...tool('cyclic'), inputSchema: cyclic },
      { ...tool('hidden'), description: 'a\u200Bb\u202Ec\u0000' },
      tool('nul\u0000'),
      tool('twice'),
      tool('twice'),
      { ...tool('huge'), description: 'x'.repeat(300_000) },
      ...Array.from({ length: 2_000 }, (_, index) => tool(`t${index}`)),
    ];
    const fall = world.onTrial(() => ({
      state: 'done',
      evidence: evidenceOf(tools, { log: ['\u001b[31m' + 'l'.repeat(2_000)] }),
    }));
    const request = await comesTo(world, organizationId, await ask(world, organizationId), 'review');
    fall();
    const seen = request.evidence?.tools.map(({ name }) => name) ?? [];
    expect(seen.slice(0, 3)).toEqual(['fine', 'cyclic', 'hidden']);
    expect(seen).toHaveLength(2_003);
    expect(request.evidence?.findings.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual(
      Array.from({ length: 4 }, () => 'oversized-schema danger'),
    );
    await expect(approve(world, organizationId, request, { tools: ['huge'] })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    const { installationId } = await approve(world, organizationId, request, { tools: ['fine', 'cyclic'] });
    expect(await look(world, organizationId, installationId ?? '')).toMatchObject({
      toolCount: 0,
      quarantinedCount: 0,
    });
  }, 30_000);

  it('of a server that changes everything it has can still be shown and decided', async () => {
    const world = use();
    const organizationId = uuid();
    const installation = await install(world, organizationId, 'files');
    const large = (name: string, text: string) => tool(name, text.repeat(100_000));
    const server = world.serve(
      installation.id,
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => large(name, 'x')),
    );
    await started(world, organizationId, installation);
    await ready(world, organizationId, installation.id);
    server.tools = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => large(name, 'y'));
    await world.client.call(registry.refreshInstallation, { id: installation.id }, { organizationId });
    const names: string[] = [];
    for (;;) {
      const { items } = await world.client.call(
        registry.listToolChanges,
        { viewer: asReviewer, limit: 200 },
        { organizationId },
      );
      const [change] = items;
      if (!change?.pending) {
        if (names.length > 0) break;
        continue;
      }
      names.push(change.tool);
      const decision = { installationId: installation.id, tool: change.tool, pendingPin: change.pending.pin };
      await world.client.call(registry.acceptToolChange, decision, { organizationId });
    }
    expect(names.sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    expect(await look(world, organizationId, installation.id)).toMatchObject({ toolCount: 7, changes: [] });
  }, 30_000);
});
