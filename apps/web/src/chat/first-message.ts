const waiting = new Map<string, string>();

/** Leaves the first message of a chat that has just begun for its page, which sends it. */
export const leaveFirst = (chatId: string, text: string): void => void waiting.set(chatId, text);

/** The first message of a chat, given once. */
export const takeFirst = (chatId: string): string | undefined => {
  const text = waiting.get(chatId);
  waiting.delete(chatId);
  return text;
};
