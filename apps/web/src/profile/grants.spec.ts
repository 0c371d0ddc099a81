import { describe, expect, it } from '@jest/globals';
import { changedGrants, coverage, grantedBy, grantsOf, withTools } from './grants.ts';

const saved = grantsOf([
  { installationId: 'files', tools: ['read', 'write'] },
  { installationId: 'web', tools: ['fetch'] },
]);

describe('changedGrants', () => {
  it('finds nothing when nothing changed', () => {
    expect(changedGrants(saved, saved)).toEqual([]);
  });

  it('sends everything a changed server grants now, and only changed servers', () => {
    const draft = withTools(saved, 'files', { tools: ['list'], granted: true });
    expect(changedGrants(saved, draft)).toEqual([{ installationId: 'files', tools: ['list', 'read', 'write'] }]);
  });

  it('sends an empty list when the last tool is taken away', () => {
    const draft = withTools(saved, 'web', { tools: ['fetch'], granted: false });
    expect(changedGrants(saved, draft)).toEqual([{ installationId: 'web', tools: [] }]);
  });

  it('knows that a tick taken back is no change', () => {
    const there = withTools(saved, 'new', { tools: ['a', 'b'], granted: true });
    expect(changedGrants(saved, withTools(there, 'new', { tools: ['a', 'b'], granted: false }))).toEqual([]);
  });

  it('does not touch what was saved', () => {
    withTools(saved, 'files', { tools: ['read'], granted: false });
    expect([...grantedBy(saved, 'files')]).toEqual(['read', 'write']);
  });
});

describe('coverage', () => {
  it.each([
    [[], false],
    [['read'], 'indeterminate'],
    [['read', 'write', 'gone'], true],
  ] as const)('of %p is %p', (granted, expected) => {
    expect(coverage(new Set(granted), ['read', 'write'])).toBe(expected);
  });

  it('of no tools is none: an empty list is never all', () => {
    expect(coverage(new Set(['read']), [])).toBe(false);
  });
});
