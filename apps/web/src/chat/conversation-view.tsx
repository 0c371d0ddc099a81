import { Alert, Button } from '@archestra/ui';
import { ArrowDown } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useProfileTools } from '../profile/profile.query.ts';
import { useCan } from '../session/session.query.ts';
import { Announcer } from './announcer.tsx';
import { AssistantMessage, Waiting } from './assistant-message.tsx';
import { useUpdateChat, type ChatDetail } from './chat.query.ts';
import { Composer } from './composer.tsx';
import { failureFrom } from './failure.ts';
import { FailureNote } from './failure-note.tsx';
import { SidePanel } from './side-panel.tsx';
import { toolWords } from './tool-switch.ts';
import { useAutoscroll } from './use-autoscroll.ts';
import { useConversation, type Conversation } from './use-conversation.ts';
import { useDraft } from './use-draft.ts';
import { UserMessage } from './user-message.tsx';

interface MessagesProps {
  conversation: Conversation;
  mayWrite: boolean;
  onModel: () => void;
}

const Messages = ({ conversation, mayWrite, onModel }: MessagesProps) => {
  const { messages, all, isBusy, isSubmitted, isLost } = conversation;
  const last = messages.at(-1);
  const shared = { all, isBusy: isBusy || isLost, mayWrite, onShow: conversation.show };
  return (
    <>
      {messages.map((message) =>
        message.role === 'user' ? (
          <UserMessage key={message.id} message={message} {...shared} onEdit={conversation.edit} />
        ) : (
          <AssistantMessage
            key={message.id}
            message={message}
            {...shared}
            isLast={message === last}
            isGrowing={message === last && (isBusy || isLost)}
            onRetry={conversation.retry}
            onModel={onModel}
          />
        ),
      )}
      {isSubmitted && last?.role === 'user' && <Waiting words="" />}
    </>
  );
};

/** Most cuts are over before anybody should read about them. */
const SILENT_MS = 900;

const Lost = () => {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), SILENT_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isLong) return null;
  return (
    <Alert tone="warning" className="mb-2">
      The connection was lost. The answer goes on without it; taking it up again…
    </Alert>
  );
};

const ToEnd = ({ onClick }: { onClick: () => void }) => (
  <Button
    variant="outline"
    size="icon"
    aria-label="Go to the end"
    className="absolute -top-11 left-1/2 -translate-x-1/2 rounded-full shadow-md"
    onClick={onClick}
  >
    <ArrowDown />
  </Button>
);

/** Below the conversation: what went wrong, and where the next message is written. */
const Foot = ({ children }: { children: ReactNode }) => (
  <div className="sticky bottom-0 z-10 bg-linear-to-t from-background from-85% pt-2 pb-3">
    <div className="mx-auto max-w-3xl px-3 sm:px-6">
      <div className="relative">{children}</div>
    </div>
  </div>
);

const useSettings = ({ chat }: ChatDetail) => {
  const { mutate } = useUpdateChat(chat.id);
  const tools = useProfileTools(chat.profileId ?? '', chat.profileId !== null);
  return { change: mutate, words: chat.profileId === null ? 'No tools' : toolWords(tools.data, chat.disabledTools) };
};

/** A conversation: what was said, and the field to go on. */
export const ConversationView = ({ detail }: { detail: ChatDetail }) => {
  const { chat } = detail;
  const mayWrite = useCan()('chat:write');
  const draft = useDraft(chat.id);
  const conversation = useConversation(detail, draft.giveBack);
  const settings = useSettings(detail);
  const { scroller, content, isAtEnd, toEnd } = useAutoscroll();
  const [isPanelOpen, setIsPanelOpen] = useState(false);
  const [isModelOpen, setIsModelOpen] = useState(false);
  useEffect(() => toEnd(), [toEnd]);
  const send = () => {
    conversation.send(draft.text);
    draft.setText('');
    toEnd();
  };
  const failure = conversation.failure && failureFrom(conversation.failure);
  return (
    <>
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto">
        <div ref={content} className="flex min-h-full flex-col">
          <div className="mx-auto grid w-full max-w-3xl flex-1 grid-cols-[minmax(0,1fr)] content-start gap-5 px-3 pt-4 pb-6 sm:px-6">
            <Messages conversation={conversation} mayWrite={mayWrite} onModel={() => setIsModelOpen(true)} />
          </div>
          <Foot>
            {!isAtEnd && <ToEnd onClick={toEnd} />}
            {conversation.isLost && <Lost />}
            {failure && (
              <FailureNote
                failure={failure}
                className="mb-2"
                onModel={() => setIsModelOpen(true)}
                {...(conversation.messages.at(-1)?.role === 'user' && { onRetry: () => conversation.retry() })}
              />
            )}
            {mayWrite ? (
              <Composer
                text={draft.text}
                onText={draft.setText}
                onSend={send}
                isBusy={conversation.isBusy || conversation.isLost}
                isStopping={conversation.isStopping}
                onStop={conversation.stop}
                settings={chat}
                isProfileFixed={conversation.messages.length > 0}
                onSettings={settings.change}
                onTools={() => setIsPanelOpen(true)}
                toolCount={settings.words}
                isModelOpen={isModelOpen}
                onModelOpen={setIsModelOpen}
                autoFocus
              />
            ) : (
              <p className="py-2 text-center text-sm text-muted-foreground">
                Your role lets you read chats, not write in them.
              </p>
            )}
          </Foot>
        </div>
      </div>
      <Announcer message={conversation.messages.at(-1)} isBusy={conversation.isBusy} />
      <SidePanel isOpen={isPanelOpen} onOpenChange={setIsPanelOpen} settings={chat} onSettings={settings.change} />
    </>
  );
};
