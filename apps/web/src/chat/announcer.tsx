import { useEffect, useState } from 'react';
import { namesOf, outcomeOf, outcomeWords } from './tool-words.ts';
import { piecesOf, textOf, type ConversationMessage } from './message.ts';

const LONGEST = 1_500;

/** What somebody who does not see the page should hear at this moment: not every word as it comes, but what begins, waits and ends. */
const wordsFor = (message: ConversationMessage | undefined, isBusy: boolean): string => {
  if (!isBusy) return message?.role === 'assistant' ? textOf(message).slice(0, LONGEST) : '';
  const tool = message ? piecesOf(message).findLast(({ kind }) => kind === 'tool') : undefined;
  if (tool?.kind !== 'tool') return 'An answer is being written.';
  return `Tool ${namesOf(tool.use).tool}: ${outcomeWords[outcomeOf(tool.use)].label}.`;
};

/** Tells screen readers about the answer, politely; what was there when the page opened is not read out. */
export const Announcer = ({ message, isBusy }: { message: ConversationMessage | undefined; isBusy: boolean }) => {
  const [hasBegun, setHasBegun] = useState(isBusy);
  useEffect(() => {
    if (isBusy) setHasBegun(true);
  }, [isBusy]);
  return (
    <p role="status" aria-live="polite" className="sr-only">
      {hasBegun && wordsFor(message, isBusy)}
    </p>
  );
};
