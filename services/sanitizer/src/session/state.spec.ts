import { FRESH_SESSION, LOST_SESSION, type Session, type Source } from '@archestra/policy';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SourcesAdded } from './session-row.ts';
import { mustKeep, restore, sourcesAdded, withoutSources } from './state.ts';

const source = (by: Source['by'], atoms = 'abcdefghijkl'): Source => ({ by, atoms });
const withSources = (...sources: Source[]): Session => ({ ...FRESH_SESSION, sources });
const fail = (error: unknown): never => {
  throw error;
};

describe('what is written down of where values came from', () => {
  it('brings back every state, whatever was added, dropped or exchanged', () => {
    const anySource = fc.record({
      by: fc.constantFrom<Source['by']>('person', 'trusted', 'lookup', 'untrusted', 'session'),
      atoms: fc.string({ minLength: 12, maxLength: 24 }),
    });
    const step = fc.record({ kept: fc.nat(10), added: fc.array(anySource, { maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let state: Session = FRESH_SESSION;
        const rows: SourcesAdded[] = [];
        for (const { kept, added } of steps) {
          const next = { ...state, sources: [...(state.sources ?? []).slice(0, kept), ...added] };
          const row = sourcesAdded(state, next);
          if (row) rows.push(JSON.parse(JSON.stringify(row)) as SourcesAdded);
          state = next;
        }
        const back = restore(withoutSources(state), rows, fail);
        expect(back.sources ?? []).toEqual(state.sources ?? []);
        expect(back.label).toEqual(state.label);
      }),
    );
  });

  it('is nothing when nothing changed', () => {
    const state = withSources(source('person'));
    expect(sourcesAdded(state, state)).toBeNull();
    expect(sourcesAdded(state, { ...state, sources: [...(state.sources ?? [])] })).toBeNull();
    expect(sourcesAdded(FRESH_SESSION, FRESH_SESSION)).toBeNull();
  });

  it('must be committed first when forgetting it could let a call pass', () => {
    const before = withSources(source('person'));
    const plus = (by: Source['by']): Session => ({ ...before, sources: [...(before.sources ?? []), source(by)] });
    expect(mustKeep(before, before)).toBe(false);
    for (const by of ['person', 'trusted', 'lookup', 'untrusted'] as const)
      expect(mustKeep(before, plus(by))).toBe(false);
    expect(mustKeep(before, plus('session'))).toBe(true);
    expect(mustKeep(before, { ...before, label: { integrity: 'untrusted', audience: 'public' } })).toBe(true);
  });

  it.each<[string, unknown, unknown[]]>([
    ['a label', { label: { integrity: 'yes' } }, []],
    ['nothing', null, []],
    ['sources of an unknown kind', FRESH_SESSION, [{ kept: 0, added: [{ by: 'me', atoms: '' }] }]],
    ['sources that are no list', FRESH_SESSION, ['x']],
  ])('that cannot be read is a lost session that may have written anything: %s', (_, state, rows) => {
    const troubles: unknown[] = [];
    const back = restore(state, rows, (error) => troubles.push(error));
    expect(back.label).toEqual(LOST_SESSION.label);
    expect(back.sources).toEqual([{ by: 'session', atoms: '*' }]);
    expect(troubles).toHaveLength(1);
  });
});
