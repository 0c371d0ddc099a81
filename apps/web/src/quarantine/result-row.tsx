import type { QuarantinedResult, TypedAnswer } from '@archestra/contracts';
import { Badge, Tooltip } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { reasonWords } from '../call/call-words.ts';
import { Facts } from '../display/facts.tsx';
import { formatBytes } from '../display/format.ts';
import { MarkedText } from '../display/marked-text.tsx';
import { Time } from '../display/time.tsx';
import { useCan } from '../session/session.query.ts';
import { answerWords, bitWords, choiceWords, statusWords } from './quarantine-words.ts';
import { ResultReview } from './result-review.tsx';

const Answers = ({ answers }: { answers: readonly TypedAnswer[] }) => (
  <section className="grid gap-1.5">
    <h2 className="text-xs font-medium text-muted-foreground">
      What the quarantined model was asked, and what it told
    </h2>
    <ol className="divide-y rounded-md border">
      {answers.map((answer, index) => (
        <li key={index} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-3 py-2">
          <span className="min-w-0 flex-1 basis-60">
            <MarkedText text={answer.question.text} />
            <span className="block text-xs text-muted-foreground">
              <MarkedText text={choiceWords(answer.question)} />
            </span>
          </span>
          <span className={answer.outcome === 'answered' ? 'font-medium' : 'text-muted-foreground'}>
            {answerWords(answer)}
          </span>
          <span className="w-16 text-right text-xs text-muted-foreground tabular-nums">{bitWords(answer.bits)}</span>
        </li>
      ))}
    </ol>
  </section>
);

interface ResultRowProps {
  result: QuarantinedResult;
  /** Who decided, in words. */
  decider: string;
}

/** One result in quarantine; its content is shown to reviewers only, and only when they ask for it. */
export const ResultRow = ({ result, decider }: ResultRowProps) => {
  const { label, tone, detail } = statusWords[result.status];
  const mayReview = useCan()('quarantine:review');
  return (
    <li>
      <details className="group">
        <summary className="flex list-none flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5 hover:bg-muted/50 [&::-webkit-details-marker]:hidden">
          <ChevronRight
            aria-hidden
            className="size-4 shrink-0 text-muted-foreground transition-transform group-open:rotate-90"
          />
          <span className="min-w-0 flex-1 basis-48">
            <MarkedText text={result.tool} className="font-mono text-[13px] font-semibold" />
            <span className="ml-2 text-muted-foreground">{result.serverName}</span>
          </span>
          <span className="text-xs text-muted-foreground">
            {formatBytes(result.bytes)}, told {bitWords(result.bits)}, <Time at={result.at} />
          </span>
          <Tooltip text={detail}>
            <Badge tone={tone}>{label}</Badge>
          </Tooltip>
        </summary>
        <div className="grid gap-3 border-t px-4 py-3">
          <Facts
            rows={[
              ['Why', reasonWords[result.reason]],
              [
                'Call',
                <Link
                  key="call"
                  to="/mcp/logs/$id"
                  params={{ id: result.callId }}
                  className="rounded-sm text-primary hover:underline"
                >
                  See the call
                </Link>,
              ],
              [
                'Decided',
                result.decidedAt && (
                  <>
                    by {decider}, <Time at={result.decidedAt} />
                  </>
                ),
              ],
            ]}
          />
          {result.answers.length > 0 && <Answers answers={result.answers} />}
          {mayReview && result.status !== 'deleted' && <ResultReview result={result} />}
        </div>
      </details>
    </li>
  );
};
