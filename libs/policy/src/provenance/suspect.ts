import type { Facts } from '../facts.ts';
import { protectedValues, textsOf } from '../protected.ts';
import type { Source } from '../session.ts';
import { digest, linksOf } from './atom.ts';
import { hasOrigin, isMet, LOOKED_UP, suspectOf, VOUCHED } from './origin.ts';
import { findSource } from './sources.ts';

/** A value that nobody vouches for, where it stands, and the untrusted result it was seen in. */
export interface Suspect {
  readonly path: string;
  readonly value: unknown;
  readonly source: Source | undefined;
}

/** The first recipient or target that comes neither from the person nor from a trusted result; to destroy, a lookup is not enough. */
export const foreignValue = (facts: Facts): Suspect | undefined => {
  const { session, contract } = facts;
  for (const { path, role, value } of protectedValues(facts)) {
    const kinds = role === 'target' && contract.effect !== 'destructive' ? LOOKED_UP : VOUCHED;
    if (!hasOrigin(session, value, kinds)) return { path, value, source: suspectOf(session, value) };
  }
  return undefined;
};

/** The first link in what is sent to somebody that comes neither from the person nor from a trusted result: it leads the reader there. */
export const foreignLink = (facts: Facts): Suspect | undefined => {
  const { session, contract } = facts;
  if (contract.effect !== 'egress' && !protectedValues(facts).some(({ role }) => role === 'recipient'))
    return undefined;
  for (const text of textsOf(facts)) {
    for (const [link, demand] of linksOf(text)) {
      if (isMet(session, demand, VOUCHED)) continue;
      const source = demand.map((atom) => findSource(session, digest(atom), ['untrusted'])).find(Boolean);
      return { path: 'in its content', value: link, source };
    }
  }
  return undefined;
};
