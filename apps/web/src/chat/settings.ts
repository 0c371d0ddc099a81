import type { ChatSettings } from './chat.query.ts';

/** Changes what a chat uses; what is left out stays. */
export type ChangeSettings = (change: Partial<ChatSettings>) => void;

const KEY = 'archestra.chat.profile';

/** The profile of the last chat that was begun on this device. */
export const lastProfile = (): string | null => {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
};

export const rememberProfile = (id: string | null): void => {
  try {
    if (id === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, id);
  } catch {
    // Without storage the next chat begins with the first profile.
  }
};
