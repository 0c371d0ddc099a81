const onsets = ['b', 'br', 'c', 'cl', 'd', 'f', 'g', 'h', 'k', 'l', 'm', 'n', 'p', 'r', 's', 'st', 't', 'tr', 'v', 'w'];
const vowels = ['a', 'e', 'i', 'o', 'u', 'ea', 'ou'];

/** A generator with a seed: every run works on the same data. */
export const dice = (seed: number): ((limit: number) => number) => {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
};

const pick = <T>(values: readonly T[], roll: (limit: number) => number): T => values[roll(values.length)] as T;

/** Made-up words, so that some begin alike and some are rare. */
export const words = (count: number): string[] => {
  const roll = dice(7);
  const made = new Set<string>();
  while (made.size < count) {
    const syllables = Array.from({ length: 2 + roll(2) }, () => pick(onsets, roll) + pick(vowels, roll));
    made.add(syllables.join(''));
  }
  return [...made];
};

/** One of the words; the first are frequent, the last are rare, as in any language. */
export const common = (list: readonly string[], roll: (limit: number) => number): string =>
  list[Math.min(roll(list.length), roll(list.length), roll(list.length))] as string;
