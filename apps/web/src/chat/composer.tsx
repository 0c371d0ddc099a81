import { Button, Tooltip } from '@archestra/ui';
import { ArrowUp, SlidersHorizontal, Square } from 'lucide-react';
import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import type { ChatSettings } from './chat.query.ts';
import { ModelPicker } from './model-picker.tsx';
import { ProfilePicker } from './profile-picker.tsx';
import { rememberProfile, type ChangeSettings } from './settings.ts';
import { optionId, SlashMenu } from './slash-menu.tsx';
import { useSlash } from './use-slash.ts';

const LONGEST = 50_000;
/** Where fingers type, Enter begins a line: there is a button to send. */
const hasKeyboard = (): boolean => matchMedia('(pointer: fine)').matches;

interface FieldProps {
  text: string;
  onText: (text: string) => void;
  onEnter: () => void;
  onEscape: () => void;
  field: RefObject<HTMLTextAreaElement | null>;
}

const MessageField = ({ text, onText, onEnter, onEscape, field }: FieldProps) => {
  const menuId = useId();
  const slash = useSlash(text, onText);
  const press = (event: KeyboardEvent) => {
    // While characters are composed (Japanese, Chinese …) Enter belongs to them.
    if (event.nativeEvent.isComposing) return;
    const isTaken = slash.press(event);
    const sends = event.key === 'Enter' && !event.shiftKey && hasKeyboard();
    if (isTaken || sends) event.preventDefault();
    if (isTaken) return;
    if (sends) onEnter();
    else if (event.key === 'Escape') onEscape();
  };
  return (
    <>
      {slash.isOpen && (
        <SlashMenu
          id={menuId}
          prompts={slash.found}
          active={slash.active}
          onActive={slash.setActive}
          onTake={slash.take}
        />
      )}
      <textarea
        ref={field}
        value={text}
        rows={1}
        maxLength={LONGEST}
        aria-label="Message"
        placeholder="Ask anything, or type / for a prompt"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={slash.isOpen}
        aria-controls={slash.isOpen ? menuId : undefined}
        aria-activedescendant={slash.isOpen && slash.found.length > 0 ? optionId(menuId, slash.active) : undefined}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={press}
        className="field-sizing-content max-h-[40dvh] min-h-11 w-full resize-none bg-transparent px-3.5 pt-3 pb-1 text-base leading-6 outline-none placeholder:text-muted-foreground/70 sm:text-[0.9375rem]"
      />
    </>
  );
};

interface ComposerProps {
  text: string;
  onText: (text: string) => void;
  onSend: () => void;
  isBusy: boolean;
  isStopping?: boolean;
  onStop?: () => void;
  /** Why nothing can be sent now; shown instead of the field's hint. */
  hint?: ReactNode;
  settings: ChatSettings;
  /** Something was said: the chat keeps its profile. */
  isProfileFixed?: boolean;
  onSettings: ChangeSettings;
  onTools: () => void;
  toolCount: string;
  isModelOpen: boolean;
  onModelOpen: (isOpen: boolean) => void;
  autoFocus?: boolean;
}

const Send = ({ text, onSend, isBusy, isStopping = false, onStop }: ComposerProps) =>
  isBusy ? (
    <Tooltip text="Stop (Esc)">
      <Button
        size="icon"
        aria-label="Stop the answer"
        disabled={!onStop}
        pending={isStopping}
        className="rounded-full"
        onClick={() => onStop?.()}
      >
        {!isStopping && <Square aria-hidden className="size-3! fill-current" />}
      </Button>
    </Tooltip>
  ) : (
    <Button size="icon" aria-label="Send" disabled={text.trim() === ''} className="rounded-full" onClick={onSend}>
      <ArrowUp aria-hidden />
    </Button>
  );

/** Where a message is written, with what answers it and what it may use. */
export const Composer = (props: ComposerProps) => {
  const { text, onText, onSend, isBusy, onStop, settings, onSettings, autoFocus = false } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // On a phone the keyboard would cover what one came to read.
    if (autoFocus && hasKeyboard()) field.current?.focus({ preventScroll: true });
  }, [autoFocus]);
  return (
    <div className="relative rounded-2xl border border-input bg-card shadow-card transition-colors focus-within:border-ring">
      <MessageField
        text={text}
        onText={onText}
        field={field}
        onEnter={() => !isBusy && text.trim() !== '' && onSend()}
        onEscape={() => isBusy && onStop?.()}
      />
      <div className="flex items-center gap-0.5 px-1.5 pb-1.5">
        <ProfilePicker
          profileId={settings.profileId}
          isFixed={props.isProfileFixed ?? false}
          onChange={(profileId) => {
            rememberProfile(profileId);
            onSettings({ profileId, disabledTools: [] });
          }}
        />
        <Button
          variant="ghost"
          size="sm"
          aria-label={`Tools and memories: ${props.toolCount}`}
          className="px-2 text-muted-foreground"
          onClick={props.onTools}
        >
          <SlidersHorizontal aria-hidden />
          <span className="hidden sm:inline">{props.toolCount}</span>
        </Button>
        <span className="flex-1" />
        <ModelPicker
          model={settings.model}
          onChange={(model) => onSettings({ model })}
          isOpen={props.isModelOpen}
          onOpenChange={props.onModelOpen}
        />
        <Send {...props} />
      </div>
    </div>
  );
};
