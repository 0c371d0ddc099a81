import { describe, expect, it } from '@jest/globals';
import { contractKey, contractOf, DEFAULT_CONTRACT, toolContract } from './contract.ts';
import { MOST_RESTRICTIVE } from './label.ts';
import { callOf, SERVER } from '../test/sample.ts';

const everything = 'npm:@modelcontextprotocol/server-everything';
const own = { effect: 'destructive', output: MOST_RESTRICTIVE } as const;

describe('which contract is in force', () => {
  it("takes the administrator's over the pack's", () => {
    const contracts = new Map([[contractKey(SERVER, 'echo'), own]]);
    expect(toolContract(contracts, { serverId: SERVER, source: everything, name: 'echo' })).toEqual({
      origin: 'administrator',
      contract: own,
    });
  });

  it("takes the pack's for a reviewed program", () => {
    expect(toolContract(new Map(), { serverId: SERVER, source: everything, name: 'echo' })).toMatchObject({
      origin: 'pack',
      contract: { effect: 'none' },
    });
  });

  it.each([
    [everything, 'Echo'],
    [everything, 'constructor'],
    [`${everything}-fork`, 'echo'],
    ['pypi:@modelcontextprotocol/server-everything', 'echo'],
    ['remote:https://example.org/echo', 'echo'],
  ])('knows nothing of %s %s', (source, name) => {
    expect(toolContract(new Map(), { serverId: SERVER, source, name })).toEqual({
      origin: 'none',
      contract: DEFAULT_CONTRACT,
    });
  });

  it('applies a contract to one server only', () => {
    const contracts = new Map([[contractKey('01900000-0000-7000-8000-0000000000ff', 'send'), own]]);
    expect(contractOf(contracts, callOf())).toBe(DEFAULT_CONTRACT);
  });

  it.each([
    ['resource', everything, { integrity: 'untrusted', audience: 'public' }],
    ['prompt', everything, { integrity: 'trusted', audience: 'public' }],
    ['prompt', 'npm:@modelcontextprotocol/server-memory', MOST_RESTRICTIVE],
    ['resource', 'npm:mail', MOST_RESTRICTIVE],
  ] as const)('labels a %s of %s', (kind, source, output) => {
    expect(contractOf(new Map(), callOf({ kind, source, name: 'x' }))).toEqual({ effect: 'none', output });
  });
});
