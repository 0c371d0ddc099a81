import { codeOf } from './reveal.ts';

/** One character as a model reads it, and where it stands in what is shown. */
interface Unit {
  character: string;
  at: number;
  end: number;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
const isBreak = (character: string | undefined): boolean => character !== undefined && /[\n\r\t]/.test(character);

const escapedAt = (text: string, at: number): Unit => {
  const mark = text[at + 1] ?? '';
  const digits = mark === 'u' ? /^[0-9a-f]{4}/i.exec(text.slice(at + 2, at + 6))?.[0] : undefined;
  if (digits) return { character: String.fromCharCode(Number.parseInt(digits, 16)), at, end: at + 6 };
  return { character: escapes[mark] ?? mark, at, end: at + 2 };
};

/** The characters of a text; of JSON those its strings stand for. */
const unitsOf = (text: string, isJson: boolean): Unit[] => {
  const units: Unit[] = [];
  let at = 0;
  while (at < text.length) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const unit = isJson && character === '\\' ? escapedAt(text, at) : { character, at, end: at + character.length };
    units.push(unit);
    at = unit.end;
  }
  return units;
};

interface Step {
  units: number;
  letters: number;
}

/** White space is drawn together to one space. */
const breakAt = (units: readonly Unit[], from: number, rest: string): Step | undefined => {
  let count = 0;
  while (isBreak(units[from + count]?.character)) count += 1;
  return count > 0 && rest.startsWith(' ') ? { units: count, letters: 1 } : undefined;
};

/** A hidden character is written as its code point; the quote may be cut off in the middle of it. */
const codeAt = (character: string, rest: string): Step | undefined => {
  if (!rest.startsWith('U')) return undefined;
  const code = codeOf(character);
  if (rest.startsWith(code)) return { units: 1, letters: code.length };
  return code.startsWith(rest) ? { units: 1, letters: rest.length } : undefined;
};

/** How far text and quote go on alike. */
const stepAt = (units: readonly Unit[], from: number, rest: string): Step | undefined => {
  const character = units[from]?.character;
  if (character === undefined) return undefined;
  if (rest.startsWith(character)) return { units: 1, letters: character.length };
  return breakAt(units, from, rest) ?? codeAt(character, rest);
};

const endOf = (units: readonly Unit[], from: number, quote: string): number | undefined => {
  let unit = from;
  let letter = 0;
  while (letter < quote.length) {
    const step = stepAt(units, unit, quote.slice(letter));
    if (!step) return undefined;
    unit += step.units;
    letter += step.letters;
  }
  return units[unit - 1]?.end;
};

/** The first place of one quote. */
const placeOf = (units: readonly Unit[], quote: string): [start: number, end: number][] => {
  for (const [index, { at }] of units.entries()) {
    const end = endOf(units, index, quote);
    if (end !== undefined) return [[at, end]];
  }
  return [];
};

/**
 * Start and end of each place that findings quote. Quotes are written for people: what nobody sees stands there as `U+XXXX`,
 * line breaks as a space, and `…` where they were cut. With `isJson` the text is JSON and the quotes are of its strings.
 */
export const placesOf = (text: string, quotes: readonly string[], isJson = false): [start: number, end: number][] => {
  const wanted = quotes.map((quote) => quote.replace(/^…|…$/g, '')).filter((quote) => quote.trim() !== '');
  if (wanted.length === 0) return [];
  const units = unitsOf(text, isJson);
  return wanted.flatMap((quote) => placeOf(units, quote));
};
