const keyOf = (chatId: string): string => `archestra.draft.${chatId}`;

/** What was typed and not sent, kept until the tab is closed; empty where the browser keeps nothing. */
export const readDraft = (chatId: string): string => {
  try {
    return sessionStorage.getItem(keyOf(chatId)) ?? '';
  } catch {
    return '';
  }
};

export const keepDraft = (chatId: string, text: string): void => {
  try {
    if (text === '') sessionStorage.removeItem(keyOf(chatId));
    else sessionStorage.setItem(keyOf(chatId), text);
  } catch {
    // Without storage a draft lasts as long as its page.
  }
};
