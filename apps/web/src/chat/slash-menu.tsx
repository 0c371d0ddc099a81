import type { Prompt } from '@archestra/contracts';
import { cn } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

interface SlashMenuProps {
  id: string;
  prompts: readonly Prompt[];
  /** Which of them Enter takes. */
  active: number;
  onActive: (index: number) => void;
  onTake: (prompt: Prompt) => void;
}

/** The id of an entry, for the field that stays focused while arrow keys move in the list. */
export const optionId = (menuId: string, index: number): string => `${menuId}-${index}`;

/** Prompts that fit what was typed after the slash. */
export const SlashMenu = ({ id, prompts, active, onActive, onTake }: SlashMenuProps) => {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div className="absolute inset-x-0 bottom-full z-20 mb-2 overflow-hidden rounded-lg border bg-card shadow-lg">
      <ul ref={list} id={id} role="listbox" aria-label="Prompts" className="max-h-64 overflow-y-auto p-1">
        {prompts.map((prompt, index) => (
          <li
            key={prompt.id}
            id={optionId(id, index)}
            role="option"
            aria-selected={index === active}
            onPointerMove={() => onActive(index)}
            // Before the field loses the focus.
            onPointerDown={(event) => {
              event.preventDefault();
              onTake(prompt);
            }}
            className={cn(
              'flex cursor-default items-baseline gap-2.5 rounded-md px-2.5 py-1.5 text-sm',
              index === active && 'bg-accent',
            )}
          >
            <code className="shrink-0 font-mono text-xs text-primary">/{prompt.name}</code>
            <span className="truncate">{prompt.title}</span>
          </li>
        ))}
      </ul>
      <p className="flex justify-between gap-3 border-t px-3 py-1.5 text-xs text-muted-foreground">
        {prompts.length === 0 ? 'No prompt has that name.' : 'Enter takes it, Esc closes'}
        <Link to="/chat/prompts" className="rounded-sm text-primary hover:underline">
          All prompts
        </Link>
      </p>
    </div>
  );
};
