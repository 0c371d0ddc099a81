import type { Facts } from '../facts.ts';
import { scalarsOf } from '../condition/path.ts';
import { protectedValues } from '../protected.ts';
import { isPlace, placeOf } from './address.ts';
import { digest } from './atom.ts';
import { hasOrigin, PERSON, VOUCHED } from './origin.ts';
import { findSource } from './sources.ts';
import { normalize } from './token.ts';

/** An address lies in the audience when it is a reader, or ends in one that stands for a domain (`@example.org`). */
const isReader = (readers: readonly string[], value: unknown): boolean => {
  const address = normalize(String(value)).trim();
  return readers.some((reader) => {
    const known = normalize(reader).trim();
    return known !== '' && (address === known || (known.startsWith('@') && address.endsWith(known)));
  });
};

/** Whether a value stands in a vouched source exactly so: a place as a whole, not only something it lies in. */
const isVerbatim = ({ session }: Facts, value: unknown): boolean => {
  const text = normalize(String(value)).trim();
  if (isPlace(text)) return findSource(session, digest(`u:${placeOf(text)}`), VOUCHED) !== undefined;
  return hasOrigin(session, value, VOUCHED);
};

/**
 * Whether a call carries something of the session to its recipients. One that consists of nothing but recipients, each as the person or
 * a trusted result wrote it, carries nothing: following a link tells nobody what else was read.
 */
export const carriesContent = (facts: Facts): boolean => {
  const recipients = new Set(protectedValues(facts).map(({ value }) => value));
  return scalarsOf(facts.call.arguments).some(
    (value) => value !== null && value !== '' && !(recipients.has(value) && isVerbatim(facts, value)),
  );
};

/**
 * Whether a recipient may see what the session holds: everybody may, the tool reaches only a group that may, the recipient is one of
 * the readers, or the person named the recipient, who may pass on what is shown to them. `undefined` is a recipient nobody knows.
 */
export const isCovered = ({ contract, session }: Facts, recipient: unknown): boolean => {
  const { audience } = session.label;
  if (audience === 'public' || contract.reaches?.some((group) => audience.includes(group))) return true;
  return recipient !== undefined && (isReader(audience, recipient) || hasOrigin(session, recipient, PERSON));
};
