import type { ToolContract } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { Policies } from './policies.ts';
import { DEFAULT_DUAL_LLM, PolicyCache } from './policy-cache.ts';

const contract: ToolContract = { effect: 'write', output: { integrity: 'trusted', audience: 'public' } };
const base = {
  id: 'p',
  serverId: 's',
  tool: null,
  profileId: null,
  conditions: [],
  note: '',
  isEnabled: true,
  createdAt: '',
};
const invocation = { ...base, action: 'block-always' as const };
const result = { ...base, action: 'sanitize' as const };
const rule = (id: string) => ({
  organizationId: 'o1',
  rule: { id, serverId: 's', tool: null, profileId: null, note: '', createdAt: '' },
});

const build = () => {
  const state = { version: '1', rules: [rule('a')], reads: 0, away: false };
  const store = {
    version: async () => {
      if (state.away) throw new Error('away');
      return state.version;
    },
    contracts: async () => [{ organizationId: 'o2', serverId: 's', tool: 't', contract }],
    rules: async () => {
      state.reads += 1;
      return state.rules;
    },
    policies: async () => [
      { organizationId: 'o1', kind: 'invocation' as const, policy: invocation },
      { organizationId: 'o1', kind: 'result' as const, policy: result },
    ],
    dualLlm: async () => [{ organizationId: 'o2', settings: { ...DEFAULT_DUAL_LLM, maxRounds: 1 } }],
  };
  const troubles: string[] = [];
  return { state, troubles, cache: new PolicyCache(store, 10, (_error, what) => troubles.push(what)) };
};

describe('the policies in memory', () => {
  it('are not there before they were read', () => {
    expect(build().cache.isLoaded).toBe(false);
    expect(new Policies({ synced: true, get: () => undefined }, build().cache).isCurrent).toBe(false);
  });

  it('are kept apart by organization', async () => {
    const { cache } = build();
    await cache.refresh();
    expect(cache.of('o1').blocks.get('s')).toHaveLength(1);
    expect(cache.of('o1').contracts.size).toBe(0);
    expect(cache.of('o2').contracts.get('s\nt')).toBe(contract);
    expect(cache.of('o3').blocks.size).toBe(0);
    expect(cache.of('o1').invocationPolicies.get('s')).toEqual([invocation]);
    expect(cache.of('o1').resultPolicies.get('s')).toEqual([result]);
    expect(cache.of('o2').resultPolicies.size).toBe(0);
    expect([cache.of('o1').dualLlm, cache.of('o2').dualLlm.maxRounds]).toEqual([DEFAULT_DUAL_LLM, 1]);
  });

  it('are read again only when the version moved', async () => {
    const { cache, state } = build();
    await cache.refresh();
    await cache.refresh();
    expect(state.reads).toBe(1);
    state.version = '2';
    state.rules = [rule('a'), rule('b')];
    await cache.refresh();
    expect(cache.of('o1').blocks.get('s')).toHaveLength(2);
  });

  it('go on being looked at after a failure', async () => {
    const { cache, state, troubles } = build();
    state.away = true;
    await cache.start();
    expect([cache.isLoaded, troubles]).toEqual([false, ['reading policies']]);
    state.away = false;
    await new Promise((resolve) => setTimeout(resolve, 50));
    cache.stop();
    expect(cache.isLoaded).toBe(true);
  });

  it('are not current while the snapshot is not', async () => {
    const { cache } = build();
    await cache.refresh();
    expect(new Policies({ synced: false, get: () => undefined }, cache).isCurrent).toBe(false);
    expect(new Policies({ synced: true, get: () => undefined }, cache).isCurrent).toBe(true);
  });
});
