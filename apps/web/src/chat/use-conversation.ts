import { toast } from '@archestra/ui';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { describeError } from '../api/error.ts';
import { branchOf, latestLeaf, merged } from './branch.ts';
import { stopAnswer, useUpdateChat, type ChatDetail } from './chat.query.ts';
import { takeFirst } from './first-message.ts';
import { toConversation, type ConversationMessage } from './message.ts';
import { newId } from './new-id.ts';
import { useAnswer } from './use-answer.ts';

/** Stopping is up to the bff, which keeps what there is; one that does not answer is left after this. */
const STOP_MS = 4_000;

export interface Conversation {
  /** The branch that is shown. */
  messages: ConversationMessage[];
  /** All branches, with what is known of the one that grows. */
  all: ConversationMessage[];
  isBusy: boolean;
  /** Asked, and nothing has come back yet. */
  isSubmitted: boolean;
  isStopping: boolean;
  isLost: boolean;
  failure: Error | undefined;
  send: (text: string) => void;
  /** Has the message answered again, or the last question. */
  retry: (messageId?: string) => void;
  /** Asks again with other words, on a branch of its own. */
  edit: (message: ConversationMessage, text: string) => void;
  /** Shows the branch of a message. */
  show: (message: ConversationMessage) => void;
  stop: () => void;
}

const asked = (text: string, parentId: string | null): ConversationMessage => {
  const metadata = { parentId, createdAt: new Date().toISOString(), model: null, usage: null, error: null };
  return {
    id: newId(),
    role: 'user',
    parts: [{ type: 'text', text }],
    metadata: { ...metadata, state: 'complete' },
  };
};

const useStop = (id: string, isBusy: boolean, leave: () => Promise<void>) => {
  const [isStopping, setIsStopping] = useState(false);
  useEffect(() => {
    if (!isBusy) setIsStopping(false);
    if (!isBusy || !isStopping) return;
    const timer = setTimeout(() => void leave(), STOP_MS);
    return () => clearTimeout(timer);
  }, [isBusy, isStopping, leave]);
  const stop = (): void => {
    setIsStopping(true);
    stopAnswer(id).catch((error: unknown) => {
      setIsStopping(false);
      toast.error('The answer could not be stopped', { description: describeError(error).message });
    });
  };
  return { isStopping: isStopping && isBusy, stop };
};

/** One conversation: what was said, what is being answered, and what can be done about it. */
export const useConversation = (detail: ChatDetail, onReturned: (text: string) => void): Conversation => {
  const { id } = detail.chat;
  const { chat, isBusy, failure, isLost } = useAnswer(detail, onReturned);
  const update = useUpdateChat(id);
  const { isStopping, stop } = useStop(id, isBusy, chat.stop);

  const ask = (text: string, before: ConversationMessage[], parentId: string | null): void => {
    chat.setMessages(before);
    void chat.sendMessage(asked(text, parentId));
  };
  const send = (text: string): void => ask(text, chat.messages, chat.messages.at(-1)?.id ?? null);
  const edit = (message: ConversationMessage, text: string): void => {
    const place = chat.messages.findIndex((other) => other.id === message.id);
    ask(text, chat.messages.slice(0, place), message.metadata?.parentId ?? null);
  };

  // A moment later: a page that is mounted twice at first (development) must not send, stop and forget.
  const begin = useEffectEvent(() => {
    const first = takeFirst(id);
    if (first !== undefined) send(first);
  });
  useEffect(() => {
    const timer = setTimeout(() => begin(), 0);
    return () => clearTimeout(timer);
  }, []);

  const all = useMemo(
    () => merged(detail.messages.map(toConversation), chat.messages),
    [detail.messages, chat.messages],
  );
  const show = (message: ConversationMessage): void => {
    const leaf = latestLeaf(all, message) ?? message;
    chat.clearError();
    chat.setMessages(branchOf(all, leaf.id));
    update.mutate({ leafId: leaf.id });
  };
  const retry = (messageId?: string): void => void chat.regenerate(messageId === undefined ? {} : { messageId });

  const isSubmitted = chat.status === 'submitted';
  return {
    messages: chat.messages,
    all,
    isBusy,
    isSubmitted,
    isStopping,
    isLost,
    failure,
    send,
    retry,
    edit,
    show,
    stop,
  };
};
