/** A message in the tree of a conversation: several with one parent are branches. */
interface Node {
  id: string;
  metadata?: { parentId: string | null; createdAt: string } | undefined;
}

const parentOf = ({ metadata }: Node): string | null => metadata?.parentId ?? null;

const byAge = (a: Node, b: Node): number => (a.metadata?.createdAt ?? '').localeCompare(b.metadata?.createdAt ?? '');

/** Messages that stand at the same place, the oldest first, the message itself among them. */
export const siblingsOf = <M extends Node>(messages: readonly M[], message: M): M[] =>
  messages.filter((other) => parentOf(other) === parentOf(message)).toSorted(byAge);

/** The messages from the first to `leafId`; without a known leaf, along the latest branch. */
export const branchOf = <M extends Node>(messages: readonly M[], leafId: string | null): M[] => {
  const known = new Map(messages.map((message) => [message.id, message]));
  const branch: M[] = [];
  let at = known.get(leafId ?? '') ?? latestLeaf(messages, null);
  // The length bounds the walk: a circle of parents must not hang the page.
  while (at && branch.length < messages.length) {
    branch.unshift(at);
    at = known.get(parentOf(at) ?? '');
  }
  return branch;
};

/** The end of the branch below a message that was continued last; the message itself when nothing follows. */
export const latestLeaf = <M extends Node>(messages: readonly M[], from: M | null): M | undefined => {
  let leaf: M | undefined = from ?? undefined;
  for (let step = 0; step < messages.length; step += 1) {
    const id: string | null = leaf?.id ?? null;
    const next = messages
      .filter((message) => parentOf(message) === id)
      .toSorted(byAge)
      .at(-1);
    if (!next) break;
    leaf = next;
  }
  return leaf;
};

/** Two lists of messages as one; of those in both, the newer list's. */
export const merged = <M extends Node>(kept: readonly M[], newer: readonly M[]): M[] => {
  const all = new Map([...kept, ...newer].map((message) => [message.id, message]));
  return [...all.values()];
};
