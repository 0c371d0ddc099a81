import type { Approval } from '@archestra/contracts';
import { Badge, Button, Card, EmptyState, Tooltip } from '@archestra/ui';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { ChevronRight, Hand } from 'lucide-react';
import { useRef, useState } from 'react';
import { FilterPills } from '../display/filter-pills.tsx';
import { KeyHint } from '../display/key-hint.tsx';
import { MarkedText } from '../display/marked-text.tsx';
import { usePersonWords } from '../display/names.ts';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useShortcuts } from '../display/shortcuts.ts';
import { Time } from '../display/time.tsx';
import { useCan } from '../session/session.query.ts';
import { askerOf, statusWords } from './approval-words.ts';
import { useApprovals } from './approval.query.ts';
import { Question, QuestionCard } from './question-card.tsx';

const route = getRouteApi('/app/approvals');
const filters = [
  { value: 'pending', label: statusWords.pending.label },
  { value: 'all', label: 'All' },
  ...(['approved', 'used', 'declined', 'expired'] as const).map((value) => ({
    value,
    label: statusWords[value].label,
  })),
] as const;

const useAsker = (): ((principal: string) => string) => {
  const personWords = usePersonWords();
  return (principal) => {
    const asker = askerOf(principal);
    return 'words' in asker ? asker.words : personWords(asker.userId);
  };
};

/** Oldest first: what is asked meanwhile stands below, and nothing moves under a hand that is about to answer. */
const Waiting = ({ approvals: newestFirst }: { approvals: Approval[] }) => {
  const approvals = newestFirst.toReversed();
  const askerWords = useAsker();
  const [chosen, setChosen] = useState(approvals[0]?.id);
  // Once answered it is gone, and no other is framed until somebody moves there.
  const at = approvals.findIndex(({ id }) => id === chosen);
  const list = useRef<HTMLDivElement>(null);
  const move = (by: number) => {
    const next = Math.min(Math.max(at + by, 0), approvals.length - 1);
    setChosen(approvals[next]?.id);
    list.current?.children[next]?.scrollIntoView({ block: 'start' });
  };
  useShortcuts({ j: () => move(1), k: () => move(-1) });
  return (
    <div ref={list} className="grid gap-4">
      {approvals.map((approval, index) => (
        <QuestionCard
          key={approval.id}
          approval={approval}
          asker={askerWords(approval.principal)}
          isChosen={index === at}
          onChoose={() => setChosen(approval.id)}
        />
      ))}
      {approvals.length > 1 && (
        <p className="hidden text-xs text-muted-foreground pointer-fine:block">
          <KeyHint>j</KeyHint> <KeyHint>k</KeyHint> move, <KeyHint>a</KeyHint> approves, <KeyHint>d</KeyHint> declines
          what is framed
        </p>
      )}
    </div>
  );
};

const Row = ({ approval, asker, decider }: { approval: Approval; asker: string; decider: string }) => {
  const { label, tone, detail } = statusWords[approval.status];
  return (
    <li>
      <details className="group">
        <summary className="flex list-none flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 hover:bg-muted/50 [&::-webkit-details-marker]:hidden">
          <ChevronRight
            aria-hidden
            className="size-4 shrink-0 text-muted-foreground transition-transform group-open:rotate-90"
          />
          <span className="min-w-0 flex-1 basis-48">
            <MarkedText text={approval.tool} className="font-mono text-[13px] font-semibold" />
            <span className="ml-2 text-muted-foreground">{approval.serverName}</span>
          </span>
          <span className="text-xs text-muted-foreground">
            {asker}, <Time at={approval.requestedAt} />
          </span>
          <Tooltip text={detail}>
            <Badge tone={tone}>{label}</Badge>
          </Tooltip>
        </summary>
        <div className="grid gap-3 border-t px-4 py-3">
          <Question approval={approval} />
          {approval.decidedAt && (
            <p className="text-xs text-muted-foreground">
              Answered by {decider}, <Time at={approval.decidedAt} />
              {approval.note && <>: “{approval.note}”</>}
            </p>
          )}
        </div>
      </details>
    </li>
  );
};

const History = ({ approvals }: { approvals: Approval[] }) => {
  const askerWords = useAsker();
  const personWords = usePersonWords();
  return (
    <Card className="overflow-hidden">
      <ul aria-label="Questions, newest first" className="divide-y">
        {approvals.map((approval) => (
          <Row
            key={approval.id}
            approval={approval}
            asker={askerWords(approval.principal)}
            decider={personWords(approval.decidedBy)}
          />
        ))}
      </ul>
    </Card>
  );
};

const Empty = ({ waiting }: { waiting: boolean }) => (
  <EmptyState icon={Hand} title={waiting ? 'Nothing waits for you' : 'Nothing here'}>
    {waiting
      ? 'When a tool needs a person’s agreement, the call waits here and in its chat. You see exactly what would be sent, and agree to it once.'
      : 'No question ended this way.'}
  </EmptyState>
);

/** Calls that wait for a person's agreement, and what became of those before. */
export const ApprovalListPage = () => {
  const { status } = route.useSearch();
  const navigate = useNavigate();
  const filter = status ?? 'pending';
  const approvals = useApprovals(filter === 'all' ? undefined : filter);
  const rows = approvals.data?.pages.flatMap(({ items }) => items);
  const seesAll = useCan()('approval:manage');
  return (
    <Page
      name="Approvals"
      title="Approvals"
      description={`${seesAll ? 'Calls' : 'Your calls'} that need a person’s agreement. An answer is good for exactly one call with exactly these arguments.`}
    >
      <FilterPills
        label="Which questions"
        options={filters}
        value={filter}
        onChange={(value) => void navigate({ to: '/approvals', search: value === 'pending' ? {} : { status: value } })}
      />
      <QueryView query={{ ...approvals, data: rows }} what="The approvals could not be loaded">
        {(data) => {
          if (data.length === 0) return <Empty waiting={filter === 'pending'} />;
          return filter === 'pending' ? <Waiting approvals={data} /> : <History approvals={data} />;
        }}
      </QueryView>
      {approvals.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button
            variant="outline"
            pending={approvals.isFetchingNextPage}
            onClick={() => void approvals.fetchNextPage()}
          >
            Load more
          </Button>
        </div>
      )}
    </Page>
  );
};
