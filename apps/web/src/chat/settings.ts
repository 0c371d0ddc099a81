import type { ChatSettings } from './chat.query.ts';

/** Changes what a chat uses; what is left out stays. */
export type ChangeSettings = (change: Partial<ChatSettings>) => void;

const KEY = 'archestra.chat.profile';

const NONE = 'none';

/** The profile of the last chat that was begun on this device; null for none, undefined when nobody chose. */
export const lastProfile = (): string | null | undefined => {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === NONE ? null : (kept ?? undefined);
  } catch {
    return undefined;
  }
};

export const rememberProfile = (id: string | null): void => {
  try {
    localStorage.setItem(KEY, id ?? NONE);
  } catch {
    // Without storage the next chat begins with the first profile.
  }
};
