import { Badge } from '@archestra/ui';
import { DiffText } from './diff-text.tsx';
import type { JsonChange } from './json-diff.ts';
import { MarkedText } from './marked-text.tsx';

const words = {
  added: { label: 'Added', tone: 'success' },
  removed: { label: 'Removed', tone: 'danger' },
  changed: { label: 'Changed', tone: 'info' },
} as const;

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? 'nothing');

const Values = ({ change: { kind, before, after } }: { change: JsonChange }) => {
  if (kind === 'changed')
    return <DiffText before={textOf(before)} after={textOf(after)} className="font-mono text-xs" />;
  return (
    <p className="font-mono text-xs whitespace-pre-wrap">
      <MarkedText text={textOf(kind === 'added' ? after : before)} />
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
