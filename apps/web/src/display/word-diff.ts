/** A piece of two texts laid over each other. */
export interface DiffPart {
  kind: 'same' | 'added' | 'removed';
  text: string;
}

// The table of the longest common part has one cell for each pair of words: beyond this the middle counts as replaced.
const MOST_CELLS = 400_000;

const wordsOf = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];

const commonStart = (a: readonly string[], b: readonly string[]): number => {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
};

/** Lengths of the longest common sequence of every pair of tails, row by row. */
const tableOf = (a: readonly string[], b: readonly string[]): Uint32Array => {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let row = a.length - 1; row >= 0; row -= 1) {
    for (let column = b.length - 1; column >= 0; column -= 1) {
      const below = table[(row + 1) * width + column] ?? 0;
      const right = table[row * width + column + 1] ?? 0;
      const diagonal = table[(row + 1) * width + column + 1] ?? 0;
      table[row * width + column] = a[row] === b[column] ? diagonal + 1 : Math.max(below, right);
    }
  }
  return table;
};

const push = (parts: DiffPart[], kind: DiffPart['kind'], text: string): void => {
  if (text === '') return;
  const last = parts.at(-1);
  if (last?.kind === kind) last.text += text;
  else parts.push({ kind, text });
};

const walk = (parts: DiffPart[], a: readonly string[], b: readonly string[]): void => {
  const table = tableOf(a, b);
  const width = b.length + 1;
  const longest = (row: number, column: number): number => table[row * width + column] ?? 0;
  let row = 0;
  let column = 0;
  while (row < a.length && column < b.length) {
    const word = a[row] ?? '';
    if (word === b[column]) {
      push(parts, 'same', word);
      row += 1;
      column += 1;
    } else if (longest(row + 1, column) >= longest(row, column + 1)) {
      push(parts, 'removed', word);
      row += 1;
    } else {
      push(parts, 'added', b[column] ?? '');
      column += 1;
    }
  }
  push(parts, 'removed', a.slice(row).join(''));
  push(parts, 'added', b.slice(column).join(''));
};

/**
 * What changed between two texts, word by word (longest common subsequence, Wagner–Fischer). Joined, `same` and `removed`
 * are the first text and `same` and `added` the second.
 */
export const wordDiff = (before: string, after: string): DiffPart[] => {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  const start = commonStart(a, b);
  const end = commonStart(a.slice(start).reverse(), b.slice(start).reverse());
  const [middleA, middleB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const parts: DiffPart[] = [];
  push(parts, 'same', a.slice(0, start).join(''));
  if (middleA.length * middleB.length <= MOST_CELLS) walk(parts, middleA, middleB);
  else {
    push(parts, 'removed', middleA.join(''));
    push(parts, 'added', middleB.join(''));
  }
  push(parts, 'same', a.slice(a.length - end).join(''));
  return parts;
};
