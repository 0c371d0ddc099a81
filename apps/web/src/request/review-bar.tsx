import type { ServerRequestDetail } from '@archestra/contracts';
import { Button } from '@archestra/ui';
import { useNavigate } from '@tanstack/react-router';
import { Check, MessageCircleQuestion, X } from 'lucide-react';
import { useState } from 'react';
import { KeyHint } from '../display/key-hint.tsx';
import { useShortcuts } from '../display/shortcuts.ts';
import { DecisionDialog, type Decision } from './decision-dialogs.tsx';
import { useRequests } from './request.query.ts';

/** Goes to the request before or behind this one in the queue. */
const useNeighbours = (id: string): ((by: number) => void) => {
  const navigate = useNavigate();
  const { data } = useRequests('review');
  const queue = data?.pages.flatMap(({ items }) => items) ?? [];
  return (by) => {
    const next = queue[queue.findIndex((request) => request.id === id) + by];
    if (next) void navigate({ to: '/mcp/registry/installation-requests/$id', params: { id: next.id } });
  };
};

/** The decision of a reviewer, always in reach: a approves, d declines, r asks back; each opens a window first. */
export const ReviewBar = ({ request }: { request: ServerRequestDetail }) => {
  const [decision, setDecision] = useState<Decision>();
  const go = useNeighbours(request.id);
  const isOpen = request.status === 'review';
  const whenOpen = (choice: Decision) => (isOpen ? () => setDecision(choice) : undefined);
  useShortcuts({
    j: () => go(1),
    k: () => go(-1),
    a: whenOpen('approve'),
    d: whenOpen('decline'),
    r: whenOpen('return'),
  });
  if (!isOpen) return null;
  return (
    <div
      role="region"
      aria-label="Your decision"
      className="sticky bottom-3 z-20 mt-4 flex flex-wrap items-center gap-2 rounded-lg border bg-card p-3 shadow-lg"
    >
      <p className="mr-auto pl-1 text-muted-foreground max-sm:hidden">
        <KeyHint>j</KeyHint> <KeyHint>k</KeyHint> next and previous
      </p>
      <Button variant="danger" className="max-sm:flex-1" onClick={() => setDecision('decline')}>
        <X aria-hidden />
        Decline
        <KeyHint>d</KeyHint>
      </Button>
      <Button variant="outline" className="max-sm:flex-1" onClick={() => setDecision('return')}>
        <MessageCircleQuestion aria-hidden />
        Ask back
        <KeyHint>r</KeyHint>
      </Button>
      <Button className="max-sm:flex-1" onClick={() => setDecision('approve')}>
        <Check aria-hidden />
        Approve
        <KeyHint>a</KeyHint>
      </Button>
      <DecisionDialog request={request} decision={decision} onClose={() => setDecision(undefined)} />
    </div>
  );
};
