import type { OptimizationRule } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { lastPriority, moved } from './rule-order.ts';

const rule = (id: string, priority: number): OptimizationRule => ({
  ...{ id, priority, name: id, isEnabled: true, createdAt: '2026-11-29T00:00:00Z' },
  condition: { models: [], profileIds: [], teamIds: [], contentClasses: [] },
  target: { provider: 'local', model: 'small' },
});
const rules = [rule('a', 10), rule('b', 20), rule('c', 20)];
const orderAfter = (changed: OptimizationRule[]): string =>
  rules
    .map((known) => changed.find(({ id }) => id === known.id) ?? known)
    .toSorted((a, b) => a.priority - b.priority)
    .map(({ id }) => id)
    .join('');

describe('the order of rules', () => {
  it.each([
    [0, 1, 'bac'],
    [2, -1, 'acb'],
    [1, 1, 'acb'],
  ])('changes: %d by %d is %s', (index, by, order) => expect(orderAfter(moved(rules, index, by))).toBe(order));

  it('ends at its ends, and touches only what changes', () => {
    expect([moved(rules, 0, -1), moved(rules, 2, 1)]).toEqual([[], []]);
    expect(moved([rule('a', 10), rule('b', 20), rule('c', 30)], 1, 1).map(({ id }) => id)).toEqual(['c', 'b']);
  });

  it('puts a new one behind all others', () => {
    expect([lastPriority([]), lastPriority(rules), lastPriority([rule('z', 10_000)])]).toEqual([10, 30, 10_000]);
  });
});
