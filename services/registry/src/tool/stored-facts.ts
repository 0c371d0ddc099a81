import { ServerFacts } from '@archestra/contracts';

/** What a server said of itself, as its row keeps it; null before it was ever asked. */
export const toFacts = (stored: string | null): ServerFacts | null =>
  stored === null ? null : ServerFacts.parse(JSON.parse(stored));
