import type { Prompt } from '@archestra/contracts';
import { Alert, Button } from '@archestra/ui';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Sparkles } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { useProfiles, useProfileTools } from '../profile/profile.query.ts';
import { usePrompts } from '../prompt/prompt.query.ts';
import { useCan, useSession } from '../session/session.query.ts';
import { useCreateChat, type ChatSettings } from './chat.query.ts';
import { ChatBar } from './chat-layout.tsx';
import { Composer } from './composer.tsx';
import { leaveFirst } from './first-message.ts';
import { useHasNoModel } from './model-picker.tsx';
import { newId } from './new-id.ts';
import { lastProfile } from './settings.ts';
import { SidePanel } from './side-panel.tsx';
import { suggestionsFor, type Suggestion } from './suggestion.ts';
import { toolWords } from './tool-switch.ts';
import { useDraft } from './use-draft.ts';

const NEW = 'new';

/** The settings a new chat begins with: the profile of the last one, or the first there is. */
const useNewSettings = () => {
  const { data: profiles } = useProfiles();
  const [chosen, setChosen] = useState<Partial<ChatSettings>>({});
  const last = lastProfile();
  const first = last === null ? undefined : (profiles?.find(({ id }) => id === last) ?? profiles?.[0]);
  const settings: ChatSettings = { profileId: first?.id ?? null, model: null, disabledTools: [], ...chosen };
  const change = (next: Partial<ChatSettings>) => setChosen((before) => ({ ...before, ...next }));
  return { settings, change };
};

/** Begins a chat with a first message; its page sends it. */
const useBegin = (settings: ChatSettings) => {
  const create = useCreateChat();
  const navigate = useNavigate();
  // The same for every try: a chat whose creation was not answered is not created twice.
  const [id] = useState(newId);
  const begin = (text: string, onBegun: () => void) =>
    create.mutate(
      { id, ...settings },
      {
        onSuccess: (chat) => {
          onBegun();
          leaveFirst(chat.id, text);
          void navigate({ to: '/chat/$id', params: { id: chat.id } });
        },
      },
    );
  return { begin, isPending: create.isPending, error: create.error };
};

const Suggestions = ({ items, onTake }: { items: Suggestion[]; onTake: (text: string) => void }) => (
  <ul className="mt-4 grid gap-2 sm:grid-cols-2">
    {items.map(({ title, text }) => (
      <li key={text}>
        <button
          type="button"
          onClick={() => onTake(text)}
          className="h-full w-full rounded-xl border bg-card px-3.5 py-2.5 text-left shadow-card transition-colors hover:border-input hover:bg-muted/50"
        >
          <span className="block text-sm font-medium">{title}</span>
          <span className="mt-0.5 line-clamp-2 text-xs text-muted-foreground">{text}</span>
        </button>
      </li>
    ))}
  </ul>
);

const NoModel = () => {
  const maySetUp = useCan()('provider:write');
  return (
    <Alert
      tone="warning"
      title="There is no model to answer yet"
      className="mb-3"
      action={
        maySetUp && (
          <Button asChild variant="outline" size="sm">
            <a href="/settings/providers">Set up a provider</a>
          </Button>
        )
      }
    >
      {maySetUp ? 'Add a provider of models and choose the model for chats.' : 'Ask an administrator to set one up.'}
    </Alert>
  );
};

const PROMPTS = 2;

/** The field of a new chat, filled with the prompt the address names. */
const useNewText = (prompts: readonly Prompt[]) => {
  const { prompt } = useSearch({ from: '/app/chats/chat' });
  const { text, setText } = useDraft(NEW);
  const asked = prompts.find(({ name }) => name === prompt)?.text;
  const fill = useEffectEvent(() => {
    if (asked !== undefined) setText(asked);
  });
  useEffect(() => fill(), [asked]);
  return { text, setText };
};

const NO_PROMPTS: Prompt[] = [];

const Begin = () => {
  const { data: prompts = NO_PROMPTS } = usePrompts(useCan()('prompt:read'));
  const { settings, change } = useNewSettings();
  const { profileId, disabledTools } = settings;
  const { data: tools } = useProfileTools(profileId ?? '', profileId !== null);
  const { text, setText } = useNewText(prompts);
  const { begin, isPending, error } = useBegin(settings);
  const [isPanelOpen, setIsPanelOpen] = useState(false);
  const [isModelOpen, setIsModelOpen] = useState(false);
  const own = profileId === null ? [] : tools;
  return (
    <>
      {error && <ErrorNote error={error} what="The chat could not be begun" className="mb-3" />}
      {useHasNoModel(settings.model) && <NoModel />}
      <Composer
        text={text}
        onText={setText}
        onSend={() => begin(text, () => setText(''))}
        isBusy={isPending}
        settings={settings}
        onSettings={change}
        onTools={() => setIsPanelOpen(true)}
        toolCount={toolWords(own, disabledTools)}
        isModelOpen={isModelOpen}
        onModelOpen={setIsModelOpen}
        autoFocus
      />
      <Suggestions items={[...suggestionsFor(own ?? []), ...prompts.slice(0, PROMPTS)]} onTake={setText} />
      <SidePanel isOpen={isPanelOpen} onOpenChange={setIsPanelOpen} settings={settings} onSettings={change} />
    </>
  );
};

/** Where a chat begins: a field, and what one could ask. */
export const NewChatPage = () => {
  const can = useCan();
  const { user } = useSession();
  return (
    <>
      <title>New chat · Archestra</title>
      <ChatBar>{null}</ChatBar>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex min-h-full max-w-3xl flex-col justify-center px-3 pt-6 pb-16 sm:px-6">
          <div className="mb-6 text-center">
            <span className="mx-auto mb-3 flex size-11 items-center justify-center rounded-full bg-accent">
              <Sparkles aria-hidden className="size-5 text-primary" />
            </span>
            <h1 className="text-2xl font-semibold tracking-tight text-balance">
              What can I do for you, {user.name.split(' ')[0]}?
            </h1>
            <p className="mt-1.5 text-sm text-balance text-muted-foreground">
              Answers may use the tools of the profile below. Every call is decided by policy and kept on record.
            </p>
          </div>
          {can('chat:write') ? (
            <Begin />
          ) : (
            <p className="text-center text-muted-foreground">Your role lets you read chats, not write in them.</p>
          )}
          {can('prompt:read') && (
            <p className="mt-5 text-center text-xs text-muted-foreground">
              Type / to begin with one of the{' '}
              <Link to="/chat/prompts" className="rounded-sm text-primary hover:underline">
                prompts of your organization
              </Link>
              .
            </p>
          )}
        </div>
      </div>
    </>
  );
};
