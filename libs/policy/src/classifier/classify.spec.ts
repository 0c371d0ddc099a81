import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ToolContract } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evaluationData } from '../../test/evaluation.config.ts';
import { propose, type ClassifiedTool } from './classify.ts';

const schema = (properties: Record<string, unknown>) => ({ type: 'object', properties });
const text = { type: 'string' };
const contractOf = (name: string, properties: Record<string, unknown> = {}, more: Partial<ClassifiedTool> = {}) =>
  propose({ name, inputSchema: schema(properties), ...more }).contract;
const rank = { none: 0, write: 1, egress: 2, destructive: 3 };

describe('what a tool is proposed to be', () => {
  it.each<[string, Record<string, unknown>, Partial<ToolContract>]>([
    ['get_contact', { query: text }, { effect: 'none' }],
    ['sendEmail', { to: { type: 'array', items: text }, body: text }, { effect: 'egress', recipients: ['$.to[*]'] }],
    [
      'send-money',
      { recipient: text, amount: { type: 'number' } },
      { recipients: ['$.recipient'], targets: ['$.amount'] },
    ],
    ['delete_file', { file_id: text }, { effect: 'destructive', targets: ['$.file_id'] }],
    ['HTTPFetch', { url: text }, { effect: 'egress', recipients: ['$.url'] }],
    ['read_page', { url: text }, { effect: 'egress', recipients: ['$.url'] }],
    ['lookup', { site: { type: 'string', format: 'uri' } }, { effect: 'egress', recipients: ['$.site'] }],
    ['notify', { who: { type: 'string', format: 'email' } }, { recipients: ['$.who'] }],
    ['query', { sql: text }, { effect: 'destructive', targets: ['$.sql'] }],
    [
      'create_event',
      { title: text, participants: { anyOf: [{ type: 'array', items: text }, { type: 'null' }] } },
      { effect: 'write', recipients: ['$.participants[*]'] },
    ],
    ['add_note', { text }, { effect: 'write', targets: ['$.text'] }],
    ['create_snapshot', {}, { effect: 'destructive' }],
    ['get_comments', {}, { effect: 'none' }],
    ['list_and_things', {}, { effect: 'none' }],
    ['read_and_delete', { id: text }, { effect: 'destructive' }],
    ['frobnicate', { x: text }, { effect: 'egress', targets: ['$.x'] }],
    [
      'set',
      { deep: schema({ inner: schema({ id: text }) }), 'odd name': text },
      { targets: ['$.deep.inner.id', '$["odd name"]'] },
    ],
    ['set', { a: schema({ b: schema({ c: schema({ d: schema({ e: text }) }) }) }) }, { targets: ['$.a.b.c.d'] }],
    [
      'set',
      { id: text, force: { type: 'boolean' }, mode: { enum: ['a'] }, limit: { type: 'number' } },
      { targets: ['$.id'] },
    ],
    ['set', { id: true, choice: { anyOf: [{ type: 'null' }] } }, { targets: ['$.id', '$.choice'] }],
  ])('%s %j', (name, properties, expected) => {
    expect(contractOf(name, properties)).toMatchObject(expected);
  });

  it('takes the description where the name says nothing', () => {
    expect(contractOf('x1', { id: text }, { description: 'Deletes the thing. Reads nothing.' }).effect).toBe(
      'destructive',
    );
    expect(propose({ name: 'x1', description: 'Looks. Deletes.', inputSchema: {} }).reasons).toEqual([
      'neither name nor description says what it does',
    ]);
  });

  it('labels what comes back as written by anybody, except the time', () => {
    expect(contractOf('get_current_day').output).toEqual({ integrity: 'trusted', audience: 'public' });
    expect(contractOf('get_day', { day: text }).output).toEqual({ integrity: 'untrusted', audience: [] });
    expect(contractOf('web_search', { query: text }).output).toEqual({ integrity: 'untrusted', audience: 'public' });
    expect(contractOf('update_page', { id: text }).output.audience).toEqual([]);
  });

  it.each([
    [{ destructiveHint: true }, 'destructive'],
    [{ readOnlyHint: false }, 'write'],
    [{ openWorldHint: true }, 'egress'],
    [{ readOnlyHint: true, destructiveHint: false, openWorldHint: false }, 'none'],
  ] as const)('believes hints only when they restrict: %j of a tool that reads is %s', (annotations, effect) => {
    expect(contractOf('get_thing', { id: text }, { annotations }).effect).toBe(effect);
    expect(contractOf('delete_thing', { id: text }, { annotations }).effect).toBe('destructive');
  });

  it('protects everything or restricts everything', () => {
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`id${n}`, text]));
    expect(contractOf('update_all', many)).toMatchObject({ effect: 'destructive' });
    expect(contractOf('update_all', many)).not.toHaveProperty('targets');
    for (const name of ['x'.repeat(300), '"]', '']) {
      expect(contractOf('set', { [name]: text, id: text })).toMatchObject({ effect: 'destructive' });
      expect(contractOf('set', { [name]: text, id: text })).not.toHaveProperty('targets');
    }
  });

  it('is a valid contract whatever a server says, and hints never loosen it', () => {
    const anything = fc.record({
      name: fc.oneof(fc.string(), fc.constantFrom('get_x', 'send_x', 'delete_x')),
      description: fc.option(fc.string(), { nil: undefined }),
      inputSchema: fc.oneof(
        fc.anything(),
        fc.dictionary(fc.string(), fc.anything()).map(schema),
        fc.object({ maxDepth: 4, key: fc.constantFrom('properties', 'items', 'anyOf', 'type', 'to', 'url', 'a"]') }),
      ),
    });
    const hints = fc.record({ readOnlyHint: fc.boolean(), destructiveHint: fc.boolean(), openWorldHint: fc.boolean() });
    fc.assert(
      fc.property(anything, hints, (tool, annotations) => {
        const { contract, reasons } = propose(tool);
        expect(ToolContract.safeParse(contract).success).toBe(true);
        expect(reasons.length).toBeGreaterThan(0);
        expect(rank[propose({ ...tool, annotations }).contract.effect]).toBeGreaterThanOrEqual(rank[contract.effect]);
      }),
    );
  });
});

const real = join(evaluationData, 'mcp', 'real_tools.json');
(existsSync(real) ? describe : describe.skip)('the tools of real servers (ARCHESTRA_EVAL_DATA)', () => {
  const listing = (): [string, ClassifiedTool][] =>
    Object.entries(JSON.parse(readFileSync(real, 'utf8')) as Record<string, { tools: ClassifiedTool[] }>).flatMap(
      ([server, { tools }]) => tools.map((tool) => [`${server} ${tool.name}`, tool] as [string, ClassifiedTool]),
    );

  it('are all proposed a valid contract', () => {
    expect(listing().length).toBeGreaterThan(100);
    for (const [, tool] of listing()) expect(ToolContract.safeParse(propose(tool).contract).success).toBe(true);
  });

  it('are never proposed to be less than their servers admit', () => {
    for (const [name, tool] of listing()) {
      const { effect } = propose(tool).contract;
      if (tool.annotations?.destructiveHint === true) expect([name, effect]).toEqual([name, 'destructive']);
      if (tool.annotations?.readOnlyHint === false) expect([name, effect]).not.toEqual([name, 'none']);
    }
  });

  it('are mostly told apart without their annotations', () => {
    const admitted = listing().filter(([, { annotations }]) => annotations?.readOnlyHint !== undefined);
    const agreeing = admitted.filter(([, { annotations, ...tool }]) => {
      const isHarmless = annotations?.readOnlyHint === true && annotations.openWorldHint !== true;
      return annotations?.openWorldHint === true || (propose(tool).contract.effect === 'none') === isHarmless;
    });
    expect(agreeing.length / admitted.length).toBeGreaterThan(0.9);
  });
});

const attackers = join(evaluationData, 'injecagent', 'attacker_cases_dh.jsonl');
(existsSync(attackers) ? describe : describe.skip)('the tools of InjecAgent (ARCHESTRA_EVAL_DATA)', () => {
  it('that do harm are all proposed an effect', () => {
    const harmful = new Set(
      readFileSync(attackers, 'utf8')
        .trim()
        .split('\n')
        .flatMap((line) => (JSON.parse(line) as { 'Attacker Tools': string[] })['Attacker Tools']),
    );
    const toolkits = JSON.parse(readFileSync(join(evaluationData, 'injecagent', 'tools.json'), 'utf8')) as {
      toolkit: string;
      tools: { name: string; summary: string; parameters: { name: string; type: string }[] }[];
    }[];
    const found = toolkits.flatMap(({ toolkit, tools }) =>
      tools
        .filter(({ name }) => harmful.has(`${toolkit}${name}`))
        .map(({ name, summary, parameters }) =>
          contractOf(name, Object.fromEntries(parameters.map((each) => [each.name, { type: each.type }])), {
            description: summary,
          }),
        ),
    );
    expect(found).toHaveLength(harmful.size);
    expect(found.filter(({ effect }) => effect === 'none')).toEqual([]);
  });
});
