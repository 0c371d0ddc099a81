import type { Designator } from '@archestra/contracts';
import { matches } from '../condition/condition.ts';
import { scalarsOf, valuesAround, valuesAt } from '../condition/path.ts';
import type { Session, Source } from '../session.ts';
import { hostOf } from './address.ts';
import { atomsOfText, atomsOfValue, demandsOf, digest, namesOfText } from './atom.ts';
import { hasOrigin, PERSON, VOUCHED } from './origin.ts';
import { close, findSource, isWritten, withSource } from './sources.ts';

/** A result that a session now knows, and the call it answers. */
export interface Answer {
  readonly callId: string;
  /** A readable name of what was called. */
  readonly what: string;
  readonly arguments: unknown;
  readonly isTrusted: boolean;
  readonly content: unknown;
  readonly designators: readonly Designator[];
}

const MAX_ATOMS_PER_RESULT = 1_024;
const MAX_CLUES_PER_RESULT = 64;
/** What a call carries is read whole or not at all: the rest could be what matters. */
const MAX_ATOMS_PER_CALL = 8_192;
/** An answer that names more than this many things named none in particular. */
const MAX_DESIGNATED = 50;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

/** What a result says: its structured content, else its only text, read as JSON where it is JSON. */
export const bodyOf = (content: unknown): unknown => {
  if (typeof content === 'string') return parse(content);
  if (!isRecord(content)) return content;
  if (content['structuredContent'] !== undefined) return content['structuredContent'];
  const blocks = content['content'];
  if (!Array.isArray(blocks) || blocks.length !== 1 || !isRecord(blocks[0])) return content;
  return typeof blocks[0]['text'] === 'string' ? parse(blocks[0]['text']) : content;
};

const textsOf = (content: Record<string, unknown>): readonly string[] => {
  const messages = Array.isArray(content['messages']) ? content['messages'] : [];
  const said = messages.flatMap((message) => (isRecord(message) ? [message['content']].flat() : []));
  const blocks = [content['content'], content['contents'], said].flatMap((list) => (Array.isArray(list) ? list : []));
  return blocks.flatMap((block) => {
    if (!isRecord(block)) return [];
    const inner = isRecord(block['resource']) ? block['resource'] : block;
    return typeof inner['text'] === 'string' ? [inner['text']] : [];
  });
};

/** Everything a model may read of a result, each read as JSON where it is JSON: structured content, and every text of its blocks, resources and messages. */
export const bodiesOf = (content: unknown): readonly unknown[] => {
  if (!isRecord(content)) return [bodyOf(content)];
  const structured = content['structuredContent'] === undefined ? [] : [content['structuredContent']];
  const bodies = [...structured, ...textsOf(content).map(parse)];
  return bodies.length === 0 ? [content] : bodies;
};

const atomsOf = (values: readonly unknown[], limit: number): readonly string[] => {
  const atoms = new Set<string>();
  for (const value of values) {
    for (const atom of atomsOfValue(value, limit)) atoms.add(atom);
    if (atoms.size >= limit) break;
  }
  return [...atoms].slice(0, limit);
};

/** A text is no structure: a short number in it is a name only where it says so. */
const namesIn = (body: unknown): readonly string[] =>
  typeof body === 'string'
    ? [...atomsOfText(body, MAX_ATOMS_PER_RESULT)]
    : atomsOf(scalarsOf(body), MAX_ATOMS_PER_RESULT);

/** Names and addresses by which a refused value may be recognized later. */
const cluesIn = (body: unknown): readonly string[] => {
  const texts = typeof body === 'string' ? [body] : scalarsOf(body).map(String);
  const clues = new Set<string>();
  for (const text of texts) {
    for (const atom of namesOfText(text, MAX_ATOMS_PER_RESULT)) if (/^[auhn]:|\d/.test(atom)) clues.add(atom);
    if (clues.size >= MAX_CLUES_PER_RESULT) break;
  }
  return [...clues].slice(0, MAX_CLUES_PER_RESULT);
};

/** Values that a lookup was made with, all of them the person's own. */
const isLookup = (session: Session, { by = [] }: Designator, args: unknown): boolean => {
  const given = by.flatMap((path) => valuesAround(path, args)).filter((value) => value !== null && value !== '');
  return given.length > 0 && given.every((value) => hasOrigin(session, value, PERSON));
};

const designated = (body: unknown, { path, pattern }: Designator): readonly unknown[] => {
  const values = valuesAt(path, body);
  if (values.length > MAX_DESIGNATED) return [];
  const condition = { path: '$', operator: 'regex', value: `^(?:${pattern})$` } as const;
  return values.filter((value) => matches([condition], String(value), 'permit'));
};

const standing = (designator: Designator, isTrusted: boolean): Source['by'] => {
  if (designator.by === undefined) return 'trusted';
  return isTrusted ? 'person' : 'lookup';
};

/**
 * The session after it saw a result: a trusted one speaks for every value in it, an untrusted one for the names its contract vouches
 * for. Neither speaks for what the session put into the call itself, or wrote somewhere while it was untrusted: an echo proves
 * nothing. Of an untrusted result only names and addresses are kept, to be able to say where a refused value came from.
 */
export const remember = (session: Session, answer: Answer): Session => {
  const body = bodyOf(answer.content);
  const echoes = session.label.integrity === 'trusted' ? new Set<string>() : echoesOf(session, answer);
  const isOwn = (atom: string, digested: string): boolean =>
    echoes === undefined || echoes.has(atom) || isWritten(session, digested);
  const speaksFor = (atoms: readonly string[]): readonly string[] =>
    atoms.flatMap((atom) => {
      const digested = digest(atom);
      if (isOwn(atom, digested)) return [];
      // Whoever wrote a host somewhere may have written every place on it.
      const host = atom.startsWith('u:') ? `h:${hostOf(atom.slice(2))}` : undefined;
      return host !== undefined && isOwn(host, digest(host)) ? [] : [digested];
    });
  const about = { what: answer.what, callId: answer.callId };
  let next = session;
  if (answer.isTrusted) next = withSource(next, { by: 'trusted', ...about }, speaksFor(namesIn(body)));
  for (const designator of answer.designators) {
    if (designator.by && !isLookup(session, designator, answer.arguments)) continue;
    const by = standing(designator, answer.isTrusted);
    next = withSource(next, { by, ...about }, speaksFor(atomsOf(designated(body, designator), MAX_ATOMS_PER_RESULT)));
  }
  if (answer.isTrusted) return next;
  return withSource(next, { by: 'untrusted', ...about }, cluesIn(body).map(digest));
};

/** What a call itself holds and nobody vouches for; nothing when that is too much to tell. */
const echoesOf = (session: Session, answer: Answer): ReadonlySet<string> | undefined => {
  const values = scalarsOf(answer.arguments).filter((value) => !hasOrigin(session, value, VOUCHED));
  const atoms = atomsOf(values, MAX_ATOMS_PER_CALL);
  return atoms.length < MAX_ATOMS_PER_CALL ? new Set([...atoms, ...values.flatMap(demandsOf).flat()]) : undefined;
};

/** The session after it made a call that keeps something somewhere: what was in it may come back from there. */
export const rememberWritten = (session: Session, args: unknown): Session => {
  const atoms = atomsOf(scalarsOf(args), MAX_ATOMS_PER_CALL);
  if (atoms.length >= MAX_ATOMS_PER_CALL) return close(session);
  const fresh = atoms.map(digest).filter((each) => !findSource(session, each, VOUCHED));
  return withSource(session, { by: 'session' }, fresh);
};
