import { ToolContract } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { decide } from '../decide.ts';
import { observe } from '../observe.ts';
import type { Call, Policy } from '../policy.ts';
import { callOf, ORGANIZATION, PIN, PROFILE } from '../../test/sample.ts';
import { FRESH_SESSION, type Session } from '../session.ts';
import { packs } from './packs.ts';

const sources = [...packs.keys()];
const idOf = (source: string): string => `01900000-0000-7000-8000-00000000010${sources.indexOf(source)}`;
const homemade = 'remote:https://example.org/mcp';
const pins = (names: Iterable<string>) => new Map([...names].map((name) => [name, PIN]));

/** One profile with the four reviewed servers and one that nobody reviewed. */
const policy: Policy = {
  profile: {
    id: PROFILE,
    organizationId: ORGANIZATION,
    servers: new Map(
      [...sources, homemade].map((source) => [
        idOf(source),
        {
          name: source,
          source,
          resources: true,
          prompts: true,
          pins: pins(packs.get(source)?.tools.keys() ?? ['post']),
        },
      ]),
    ),
  },
  blocks: new Map(),
  contracts: new Map(),
};

const run = (steps: readonly (readonly [source: string, tool: string])[], session: Session = FRESH_SESSION) => {
  let state = session;
  return steps.map(([source, name], index) => {
    const call: Call = callOf({ serverId: idOf(source), source, name, callId: `c${index}` });
    const decision = decide(policy, state, call);
    if (decision.outcome === 'allow') state = observe(policy, state, call).session;
    return decision.outcome === 'allow' ? 'allow' : decision.reason;
  });
};

describe('the reviewed packs', () => {
  it('speak about four programs', () => {
    expect(sources).toEqual([
      'npm:@modelcontextprotocol/server-everything',
      'npm:@modelcontextprotocol/server-filesystem',
      'npm:@modelcontextprotocol/server-memory',
      'builtin:knowledge',
    ]);
    expect([...packs.values()].map(({ tools }) => tools.size)).toEqual([19, 14, 9, 3]);
  });

  it('hold valid contracts, each with a reason', () => {
    for (const { tools } of packs.values()) {
      for (const line of tools.values()) {
        expect(ToolContract.safeParse(line).success).toBe(true);
        expect(line.reason.length).toBeGreaterThan(15);
      }
    }
  });

  it('never block the normal use of the four servers through one profile, in either order', () => {
    const harmless = [...packs].flatMap(([source, { tools }]) =>
      [...tools].filter(([, { effect }]) => effect !== 'egress').map(([name]) => [source, name] as const),
    );
    expect(harmless).toHaveLength(43);
    expect(new Set(run([...harmless, ...harmless.toReversed()]))).toEqual(new Set(['allow']));
  });

  it('stop the two tools that carry an address once a file was read', () => {
    const [everything = '', filesystem = ''] = sources;
    expect(run([[everything, 'gzip-file-as-resource']])).toEqual(['allow']);
    expect(
      run([
        [filesystem, 'read_text_file'],
        [everything, 'gzip-file-as-resource'],
        [everything, 'trigger-url-elicitation'],
      ]),
    ).toEqual(['allow', 'untrusted-context', 'untrusted-context']);
  });

  it('stop sending what is private even where nobody foreign wrote it', () => {
    const [everything = ''] = sources;
    expect(
      run([
        [everything, 'get-env'],
        [everything, 'gzip-file-as-resource'],
      ]),
    ).toEqual(['allow', 'audience-too-narrow']);
  });

  it('let a tool without a contract answer once in a fresh session and then no more', () => {
    expect(
      run([
        [homemade, 'post'],
        [homemade, 'post'],
      ]),
    ).toEqual(['allow', 'untrusted-context']);
  });
});
