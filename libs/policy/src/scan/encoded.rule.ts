import { excerptAt, visible } from './excerpt.ts';
import { instructionIn } from './instruction.rule.ts';
import type { Remark } from './rule.ts';
import type { Place } from './walk.ts';

const BASE64 = /[A-Za-z0-9+/_-]{24,}={0,2}/g;
const HEX = /(?:[0-9a-f]{2}){16,}|(?:\\x[0-9a-f]{2}){6,}|(?:%[0-9a-f]{2}){6,}|(?:\\u[0-9a-f]{4}){6,}/gi;
const MAX_RUNS = 50;
/** Of what can be read at all. */
const READABLE = 0.9;
/** With an upper limit everywhere: without one, a long run of letters would take quadratic time. */
const WORDS = /[a-z]{2,40}[ ,.:;\n]{1,4}[a-z]{2}/i;

const isReadable = (text: string): boolean => {
  if (text.length < 12 || !WORDS.test(text)) return false;
  const readable = [...text].filter(
    (character) => /[\p{L}\p{N}\p{P}\p{Zs}\n]/u.test(character) && character !== '\ufffd',
  );
  return readable.length / [...text].length >= READABLE;
};

const fromBytes = (bytes: readonly number[]): string => new TextDecoder().decode(Uint8Array.from(bytes));

const fromBase64 = (run: string): string => {
  const standard = run.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  // A rest of one character is no whole byte.
  const whole = standard.length % 4 === 1 ? standard.slice(0, -1) : standard;
  return fromBytes([...atob(whole)].map((character) => character.charCodeAt(0)));
};

const fromHex = (run: string): string => {
  const wide = run.startsWith('\\u');
  const digits = run.replaceAll(/\\u|\\x|%/gi, '');
  const numbers = (digits.match(wide ? /.{4}/g : /../g) ?? []).map((number) => parseInt(number, 16));
  return wide ? String.fromCharCode(...numbers) : fromBytes(numbers);
};

const remarkOn = (place: Place, decoded: string, index: number): Remark => ({
  rule: 'encoded-text',
  severity: instructionIn(decoded) ? 'danger' : 'warning',
  where: place.where,
  message: `It holds an encoded text: "${visible(decoded).slice(0, 300)}".`,
  excerpt: excerptAt(place.text, index),
});

/** Text that is written so that a person does not read it, and a model may. */
export const encoded = (place: Place): Remark[] => {
  const runs = [
    ...[...place.text.matchAll(BASE64)].slice(0, MAX_RUNS).map((match) => ({ match, decode: fromBase64 })),
    ...[...place.text.matchAll(HEX)].slice(0, MAX_RUNS).map((match) => ({ match, decode: fromHex })),
  ];
  for (const { match, decode } of runs) {
    const decoded = decode(match[0]);
    if (isReadable(decoded)) return [remarkOn(place, decoded, match.index)];
  }
  return [];
};
