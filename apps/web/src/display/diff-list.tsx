import { Badge } from '@archestra/ui';
import { DiffText } from './diff-text.tsx';
import type { JsonChange } from './json-diff.ts';
import { MarkedText } from './marked-text.tsx';

const words = {
  added: { label: 'Added', tone: 'success' },
  removed: { label: 'Removed', tone: 'danger' },
  changed: { label: 'Changed', tone: 'info' },
} as const;

const SHORT = 80;

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const line = JSON.stringify(value) ?? 'nothing';
  return line.length <= SHORT ? line : (JSON.stringify(value, null, 2) ?? line);
};

/** Numbers, versions and names: letter by letter their difference reads worse than both side by side. */
const isWord = (text: string): boolean => text.length <= SHORT && !/\s/.test(text);

const Values = ({ change: { kind, before, after } }: { change: JsonChange }) => {
  const [old, now] = [textOf(before), textOf(after)];
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
);
