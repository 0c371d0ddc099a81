import type { Facts } from '../facts.ts';
import { hasOrigin, PERSON } from './origin.ts';
import { normalize } from './token.ts';

/** An address lies in the audience when it is a reader, or ends in one that stands for a domain (`@example.org`). */
const isReader = (readers: readonly string[], value: unknown): boolean => {
  const address = normalize(String(value)).trim();
  return readers.some((reader) => {
    const known = normalize(reader).trim();
    return known !== '' && (address === known || (known.startsWith('@') && address.endsWith(known)));
  });
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
