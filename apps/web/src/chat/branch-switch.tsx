import { Button } from '@archestra/ui';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { siblingsOf } from './branch.ts';
import type { ConversationMessage } from './message.ts';

interface BranchSwitchProps {
  message: ConversationMessage;
  all: readonly ConversationMessage[];
  disabled: boolean;
  onShow: (message: ConversationMessage) => void;
}

/** Goes between versions of a message; nothing when there is one. */
export const BranchSwitch = ({ message, all, disabled, onShow }: BranchSwitchProps) => {
  const versions = siblingsOf(all, message).filter(({ role }) => role === message.role);
  const place = versions.findIndex(({ id }) => id === message.id);
  if (versions.length < 2) return null;
  const step = (by: number) => {
    const next = versions[place + by];
    if (next) onShow(next);
  };
  return (
    <span role="group" aria-label="Versions" className="flex items-center text-xs text-muted-foreground tabular-nums">
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label="Version before"
        disabled={disabled || place <= 0}
        onClick={() => step(-1)}
      >
        <ChevronLeft />
      </Button>
      {place + 1} / {versions.length}
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label="Next version"
        disabled={disabled || place >= versions.length - 1}
        onClick={() => step(1)}
      >
        <ChevronRight />
      </Button>
    </span>
  );
};
