export interface Searchable {
  name: string;
  title: string;
  description: string;
  labels: readonly string[];
  toolNames: readonly string[];
}

const MAX_WORD = 40;
const MAX_WORDS = 6_000;
const MAX_QUERY_WORDS = 8;

const split = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => [...word].slice(0, MAX_WORD).join(''));

/** Words as they are found: letters and digits, lower case. `readFile` is found as a whole and by both of its parts. */
export const wordsOf = (text: string): string[] => {
  const plain = text.normalize('NFKC');
  return [...new Set([...split(plain), ...split(plain.replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2'))])];
};

/** The literal of a `tsvector`. Each word keeps its best weight: A name and title, B labels, C tools, D description. */
export const vectorOf = ({ name, title, description, labels, toolNames }: Searchable): string => {
  const weights = new Map<string, string>();
  const add = (weight: string, ...texts: readonly string[]): void => {
    for (const word of texts.flatMap(wordsOf))
      if (!weights.has(word) && weights.size < MAX_WORDS) weights.set(word, weight);
  };
  add('A', name, title);
  add('B', ...labels);
  add('C', ...toolNames);
  add('D', description);
  return [...weights].map(([word, weight]) => `'${word}':1${weight}`).join(' ');
};

/** The literals of two `tsquery`: every word begins one of the item's, anywhere or in its name and title. Null when nothing is asked. */
export const queryOf = (text: string): { anywhere: string; inName: string } | null => {
  const words = split(text.normalize('NFKC')).slice(0, MAX_QUERY_WORDS);
  if (words.length === 0) return null;
  const join = (weight: string): string => words.map((word) => `'${word}':*${weight}`).join(' & ');
  return { anywhere: join(''), inName: join('A') };
};
