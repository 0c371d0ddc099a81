import { Alert, Badge } from '@archestra/ui';
import { DiffText } from './diff-text.tsx';
import { MOST_CHANGES, type JsonChange } from './json-diff.ts';
import { MarkedText } from './marked-text.tsx';

const words = {
  added: { label: 'Added', tone: 'success' },
  removed: { label: 'Removed', tone: 'danger' },
  changed: { label: 'Changed', tone: 'info' },
} as const;

const SHORT = 80;

/** A value of megabytes would keep the page from being drawn. */
const MOST_LETTERS = 20_000;
const BEFORE = 200;

const cut = (text: string, start: number): string => {
  const end = start + MOST_LETTERS;
  const rest = text.length - end;
  return `${start > 0 ? '… ' : ''}${text.slice(start, end)}${rest > 0 ? ` … (${rest} more characters)` : ''}`;
};

/** Two values as texts; of long ones what stands around the first difference. */
const textsOf = (before: unknown, after: unknown): [string, string] => {
  const [old, now] = [wholeTextOf(before), wholeTextOf(after)];
  if (old.length <= MOST_LETTERS && now.length <= MOST_LETTERS) return [old, now];
  let same = 0;
  while (same < old.length && old[same] === now[same]) same += 1;
  const start = Math.max(0, same - BEFORE);
  return [cut(old, start), cut(now, start)];
};

const wholeTextOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const line = JSON.stringify(value) ?? 'nothing';
  return line.length <= SHORT ? line : (JSON.stringify(value, null, 2) ?? line);
};

/** Numbers, versions and names: letter by letter their difference reads worse than both side by side. */
const isWord = (text: string): boolean => text.length <= SHORT && !/\s/.test(text);

const Values = ({ change: { kind, before, after } }: { change: JsonChange }) => {
  const [old, now] = textsOf(before, after);
  if (kind === 'changed' && isWord(old) && isWord(now)) {
    return (
      <p className="flex flex-wrap items-center gap-x-2 font-mono text-xs">
        <del className="rounded-sm bg-destructive/12 text-destructive decoration-destructive/60">
          <MarkedText text={old} />
        </del>
        <span aria-hidden>→</span>
        <ins className="rounded-sm bg-success/15 text-success no-underline">
          <MarkedText text={now} />
        </ins>
      </p>
    );
  }
  if (kind === 'changed') return <DiffText before={old} after={now} className="font-mono text-xs" />;
  return (
    <p className="font-mono text-xs whitespace-pre-wrap">
      <MarkedText text={kind === 'added' ? now : old} />
    </p>
  );
};

/** Places in which two values differ, one row each. */
export const DiffList = ({ changes }: { changes: JsonChange[] }) => (
  <>
    {changes.length >= MOST_CHANGES && (
      <Alert tone="danger" title={`It differs in ${MOST_CHANGES} places or more`}>
        Only the first {MOST_CHANGES} are shown. What follows was not compared.
      </Alert>
    )}
    <ul className="divide-y rounded-md border">
      {changes.map((change) => (
        <li key={`${change.kind} ${change.path}`} className="grid gap-1 px-3 py-2 sm:grid-cols-[5rem_minmax(0,1fr)]">
          <span>
            <Badge tone={words[change.kind].tone}>{words[change.kind].label}</Badge>
          </span>
          <div className="grid min-w-0 gap-1">
            <code className="font-mono text-xs text-muted-foreground">
              <MarkedText text={change.path} />
            </code>
            <Values change={change} />
          </div>
        </li>
      ))}
    </ul>
  </>
);
