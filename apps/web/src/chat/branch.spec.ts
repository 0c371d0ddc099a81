import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { branchOf, latestLeaf, merged, siblingsOf } from './branch.ts';

const node = (id: string, parentId: string | null, second: number) => ({
  id,
  metadata: { parentId, createdAt: new Date(second * 1_000).toISOString() },
});
/** A question, two answers, and what followed the second; then the question asked again in other words. */
const tree = [
  node('q', null, 1),
  node('a1', 'q', 2),
  node('a2', 'q', 3),
  node('q2', 'a2', 4),
  node('r', null, 5),
  node('ra', 'r', 6),
];
const ids = (messages: readonly { id: string }[]) => messages.map(({ id }) => id);
const one = (id: string) => tree.find((message) => message.id === id) ?? node('', null, 0);

describe('branchOf', () => {
  it.each([
    ['a1', ['q', 'a1']],
    ['q2', ['q', 'a2', 'q2']],
    ['ra', ['r', 'ra']],
  ])('leads to %s', (leaf, branch) => expect(ids(branchOf(tree, leaf))).toEqual(branch));

  it.each([null, 'gone'])('shows the latest branch for the leaf %p', (leaf) => {
    expect(ids(branchOf(tree, leaf))).toEqual(['r', 'ra']);
  });

  it('ends for messages that are each other’s parents', () => {
    expect(branchOf([node('x', 'y', 1), node('y', 'x', 2)], 'x')).toHaveLength(2);
  });

  it('never shows a message twice, whatever the parents are', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const message = fc.record({ id: name, parent: fc.option(name), second: fc.nat(1_000) });
    fc.assert(
      fc.property(fc.uniqueArray(message, { selector: ({ id }) => id }), fc.option(name), (messages, leaf) => {
        const branch = branchOf(
          messages.map(({ id, parent, second }) => node(id, parent, second)),
          leaf,
        );
        expect(branch.length).toBeLessThanOrEqual(messages.length);
      }),
    );
  });
});

it('knows the versions of a message, the oldest first', () => {
  expect(ids(siblingsOf(tree, one('a2')))).toEqual(['a1', 'a2']);
  expect(ids(siblingsOf(tree, one('q')))).toEqual(['q', 'r']);
  expect(ids(siblingsOf(tree, one('q2')))).toEqual(['q2']);
});

it('finds the end below a version, so that going back to it shows what followed', () => {
  expect(latestLeaf(tree, one('q'))?.id).toBe('q2');
  expect(latestLeaf(tree, one('a1'))?.id).toBe('a1');
  expect(latestLeaf([], null)).toBeUndefined();
});

it('takes the newer of two', () => {
  const newer = { ...node('a1', 'q', 2), text: 'grown' };
  expect(merged(tree, [newer]).find(({ id }) => id === 'a1')).toBe(newer);
  expect(merged(tree, [node('n', 'ra', 9)])).toHaveLength(tree.length + 1);
});
