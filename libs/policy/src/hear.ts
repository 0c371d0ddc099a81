import { atomsOfText, digest } from './provenance/atom.ts';
import { findSource, withSource } from './provenance/sources.ts';
import type { Session } from './session.ts';

const MAX_ATOMS_PER_TEXT = 2_048;

/**
 * The session after the person said something: values in these words are the person's own. Saying the same again returns the
 * very same object, so that a caller may repeat a whole conversation. Past a bound it learns no more. Never throws.
 */
export const hear = (session: Session, text: string): Session => {
  try {
    const whole = digest(`t:${text}`);
    if (findSource(session, whole, ['person'])) return session;
    const atoms = [...atomsOfText(text, MAX_ATOMS_PER_TEXT)].map(digest);
    return withSource(session, { by: 'person' }, [whole, ...atoms]);
  } catch {
    // Words that cannot be read are nobody's: the session knows less and is stricter for it.
    return session;
  }
};
