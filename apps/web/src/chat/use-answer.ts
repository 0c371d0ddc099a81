import { useChat, type UseChatHelpers } from '@ai-sdk/react';
import { useQueryClient } from '@tanstack/react-query';
import type { ChatInit } from 'ai';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { isPassing } from '../api/error.ts';
import { keys } from '../api/keys.ts';
import { branchOf } from './branch.ts';
import { chatTransport, failureOf } from './chat.client.ts';
import { chatQuery, patchChat, type ChatDetail } from './chat.query.ts';
import { textOf, toConversation, type ConversationMessage } from './message.ts';
import { newId } from './new-id.ts';
import { Patience } from './patience.ts';

/** The page is drawn at most so often while an answer comes in. */
const DRAW_MS = 60;

/** The branch that is seen: with an answer in progress, the one it belongs to. */
const shownOf = ({ chat, messages }: ChatDetail): ConversationMessage[] => {
  const running = messages.find(({ id }) => id === chat.run?.messageId);
  return branchOf(messages, running?.id ?? chat.leafId).map(toConversation);
};

export interface Answer {
  chat: UseChatHelpers<ConversationMessage>;
  isBusy: boolean;
  /** Why the last question has no answer; undefined when it has one, or when the answer itself says it. */
  failure: Error | undefined;
  /** The connection broke, and the answer is being taken up again. */
  isLost: boolean;
}

type Ended = Parameters<NonNullable<ChatInit<ConversationMessage>['onFinish']>>[0];

/** Whether the answer goes on somewhere although nothing more of it comes: the connection broke, or was cut to be taken up anew. */
const isCut = ({ message, isAbort, isDisconnect }: Ended): boolean =>
  !isAbort && (isDisconnect || message.metadata?.state === 'running');

/** Streams the answers of one chat, takes up one in progress, and reconnects. `onReturned` gets back what was asked and never arrived. */
export const useAnswer = (detail: ChatDetail, onReturned: (text: string) => void): Answer => {
  const { id, run } = detail.chat;
  const queries = useQueryClient();
  const [isLost, setIsLost] = useState(false);
  const [patience] = useState(() => new Patience());
  const [initial] = useState(() => shownOf(detail));
  const transport = useMemo(() => chatTransport(id), [id]);
  const isHere = useRef(true);
  const ends = useRef(0);
  const chat = useChat<ConversationMessage>({
    id,
    messages: initial,
    transport,
    generateId: newId,
    throttle: DRAW_MS,
    onData: (part) => {
      if (part.type === 'data-title') patchChat(queries, id, { title: part.data.title });
    },
    onFinish: (ended) => {
      ends.current += 1;
      void settle(isCut(ended));
    },
  });
  const isBusy = chat.status === 'submitted' || chat.status === 'streaming';

  const finish = (fresh: ChatDetail): void => {
    patience.reset();
    setIsLost(false);
    const asked = chat.messages.findLast(({ role }) => role === 'user');
    if (asked && !fresh.messages.some((message) => message.id === asked.id)) onReturned(textOf(asked));
    const shown = shownOf(fresh);
    // The answer says itself why it failed.
    if (shown.at(-1)?.metadata?.error) chat.clearError();
    chat.setMessages(shown);
    void queries.invalidateQueries({ queryKey: keys.chatLists });
  };

  /** Whether that was all: what the bff knows decides if an answer that ended, in whatever way, goes on. */
  const look = async (): Promise<boolean> => {
    const fresh = await queries.fetchQuery({ ...chatQuery(id), staleTime: 0 });
    if (!isHere.current) return true;
    if (fresh.chat.run === null) {
      finish(fresh);
      return true;
    }
    const before = ends.current;
    patience.start();
    await chat.resumeStream();
    // Without an end nothing was there to be taken up; with one, that end looks by itself.
    return ends.current !== before;
  };

  const settle = useEffectEvent(async (wasCut: boolean): Promise<void> => {
    if (wasCut) setIsLost(true);
    if (wasCut) await patience.wait();
    while (isHere.current) {
      const isDone = await look().catch((error: unknown) => !isPassing(error));
      if (isDone) return;
      setIsLost(true);
      await patience.wait();
    }
  });

  useEffect(() => {
    isHere.current = true;
    // A moment later: a page that is mounted twice at first (development) must not take up, stop and forget.
    const timer = setTimeout(() => run !== null && void settle(false), 0);
    return () => {
      isHere.current = false;
      clearTimeout(timer);
    };
    // Once: whoever asks here knows of every later answer.
  }, []);
  useEffect(() => {
    if (isBusy) setIsLost(false);
  }, [isBusy]);

  const catchUp = useEffectEvent(() => {
    if (!isBusy && !isLost) chat.setMessages(shownOf(detail));
  });
  // What another window asked, or what a list of before did not hold yet.
  useEffect(() => catchUp(), [detail.messages]);

  const failure = isLost || isBusy || !chat.error ? undefined : failureOf(chat.error);
  return { chat, isBusy, failure, isLost };
};
