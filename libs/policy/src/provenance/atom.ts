import { hash } from 'node:crypto';
import { hostOf, isEmail, isLink, isPlace, placeOf, prefixesOf } from './address.ts';
import { isWeak, normalize, piecesOf, tokensOf, type Token } from './token.ts';

/** Length of a digest: 72 bits of SHA-256, so that nobody finds a name that passes for one of a session's. */
export const DIGEST_LENGTH = 12;

/** The digest of an atom: sources keep digests, never words. */
export const digest = (atom: string): string => hash('sha256', atom, 'base64url').slice(0, DIGEST_LENGTH);

const nameOf = (text: string): string => (isWeak(text) ? `n:${text}` : `w:${text}`);

/** Atoms of one token of a source. */
const singles = ({ text, isMarked }: Token): readonly string[] => {
  if (isEmail(text)) return [`a:${text}`];
  if (isPlace(text)) return [`u:${placeOf(text)}`, `h:${hostOf(placeOf(text))}`];
  return isWeak(text) && !isMarked ? [] : [nameOf(text)];
};

/** The names and addresses in a text, without what stands next to what. */
export const namesOfText = (text: string, limit: number): readonly string[] => tokensOf(text, limit).flatMap(singles);

/** A sentence that begins right after a full stop: people forget the space, and the last word before it may be an address. */
const runOn = /(\p{Ll})\.(?=\p{Lu}\p{Ll})/gu;

/** The atoms of a text as a source: names and addresses in it, and pairs of neighbours for names of several words. */
export const atomsOfText = (text: string, limit: number): ReadonlySet<string> => {
  const atoms = new Set<string>();
  addAtoms(atoms, text, limit);
  const separated = text.replaceAll(runOn, '$1. ');
  if (separated !== text) addAtoms(atoms, separated, limit);
  return atoms;
};

const addAtoms = (atoms: Set<string>, text: string, limit: number): void => {
  let before: string | undefined;
  for (const token of tokensOf(text, limit)) {
    for (const atom of singles(token)) atoms.add(atom);
    if (before !== undefined) atoms.add(`b:${before} ${token.text}`);
    before = token.text;
    if (atoms.size >= limit) return;
  }
};

/** The atoms of one value of structured content: a value is a name as a whole, also when it is a short number. */
export const atomsOfValue = (value: unknown, limit: number): ReadonlySet<string> => {
  if (typeof value !== 'string' && typeof value !== 'number') return new Set();
  const text = String(value);
  const atoms = new Set(atomsOfText(text, limit));
  const whole = normalize(text).trim();
  if (isWeak(whole)) atoms.add(`n:${whole}`);
  return atoms;
};

/** One thing that a source must hold for a value to come from it: any of the alternatives. */
export type Demand = readonly string[];

const IMPOSSIBLE: Demand = [];
const MAX_TOKENS = 256;
const displayName = /^[^@<>]*<([^<>]*)>\s*$/u;

const place = (text: string): Demand => {
  const whole = placeOf(text);
  const within = prefixesOf(whole).map((prefix) => `u:${prefix}`);
  return whole === hostOf(whole) ? [...within, `h:${whole}`] : within;
};

const leads = (text: string): boolean => isEmail(text) || isPlace(text);

/**
 * What a source must hold for this value to come from it: all demands. A display name in front of an address asks for nothing, the
 * address for itself, a place for itself or something it lies in, words for themselves in their order.
 */
export const demandsOf = (value: unknown): readonly Demand[] => {
  const text = typeof value === 'string' ? (displayName.exec(value)?.[1] ?? value) : (JSON.stringify(value) ?? '');
  const tokens = tokensOf(text, MAX_TOKENS + 1).map((token) => token.text);
  if (tokens.length === 0 || tokens.length > MAX_TOKENS) return [IMPOSSIBLE];
  return tokens.flatMap((token, index): readonly Demand[] => {
    if (isEmail(token)) return [[`a:${token}`]];
    if (isPlace(token)) return [place(token)];
    const before = tokens[index - 1];
    const after = tokens[index + 1];
    if (before !== undefined && !leads(before)) return [[`b:${before} ${token}`]];
    return after === undefined || leads(after) ? [[nameOf(token)]] : [];
  });
};

/** The links inside a text that is sent along, each as what a source must hold for it. */
export const linksOf = (text: string): ReadonlyMap<string, Demand> =>
  new Map(
    piecesOf(normalize(text))
      .filter((piece) => /[.:]/.test(piece))
      .flatMap((piece) => tokensOf(piece, 1).map((token) => token.text))
      .filter(isLink)
      .map((token) => [token, place(token)] as const),
  );
