import { useState } from 'react';
import { keepDraft, readDraft } from './draft.ts';

/** What is being written in a chat; found again after the page was left. */
export const useDraft = (chatId: string) => {
  const [text, setText] = useState(() => readDraft(chatId));
  return {
    text,
    setText: (next: string) => {
      keepDraft(chatId, next);
      setText(next);
    },
    /** Puts back what was sent and never arrived, unless something else is being written already. */
    giveBack: (sent: string) => {
      if (readDraft(chatId) !== '') return;
      keepDraft(chatId, sent);
      setText(sent);
    },
  };
};
