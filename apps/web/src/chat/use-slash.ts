import type { Prompt } from '@archestra/contracts';
import { useState, type KeyboardEvent } from 'react';
import { usePrompts } from '../prompt/prompt.query.ts';
import { useCan } from '../session/session.query.ts';
import { promptsFor, slashWords } from './slash.ts';

/** The search for prompts inside the field for a message. */
export const useSlash = (text: string, onTake: (text: string) => void) => {
  const { data = [] } = usePrompts(useCan()('prompt:read'));
  const [closedFor, setClosedFor] = useState<string>();
  const [active, setActive] = useState(0);
  const words = slashWords(text);
  const isOpen = words !== undefined && closedFor !== text && data.length > 0;
  const found = isOpen ? promptsFor(data, words) : [];
  const at = Math.min(active, Math.max(found.length - 1, 0));
  const take = (prompt: Prompt) => {
    setActive(0);
    onTake(prompt.text);
  };
  const step = (by: number) => setActive(found.length === 0 ? 0 : (at + by + found.length) % found.length);

  /** Whether the key was for the list. */
  const press = ({ key, shiftKey }: KeyboardEvent): boolean => {
    if (!isOpen) return false;
    const chosen = found[at];
    const actions: Record<string, (() => void) | undefined> = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      Escape: () => setClosedFor(text),
      Enter: chosen && !shiftKey ? () => take(chosen) : undefined,
      Tab: chosen && !shiftKey ? () => take(chosen) : undefined,
    };
    actions[key]?.();
    return actions[key] !== undefined;
  };
  return { isOpen, found, active: at, setActive, take, press };
};
