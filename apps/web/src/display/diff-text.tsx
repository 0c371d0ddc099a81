import { cn } from '@archestra/ui';
import { useMemo } from 'react';
import { MarkedText } from './marked-text.tsx';
import { wordDiff } from './word-diff.ts';

/** Two texts laid over each other, word by word; what nobody would see is written out. */
export const DiffText = ({ before, after, className }: { before: string; after: string; className?: string }) => {
  const parts = useMemo(() => wordDiff(before, after), [before, after]);
  return (
    <p className={cn('wrap-anywhere whitespace-pre-wrap', className)}>
      {parts.map(({ kind, text }, index) => {
        if (kind === 'same') return <MarkedText key={index} text={text} />;
        if (kind === 'removed') {
          return (
            <del key={index} className="rounded-sm bg-destructive/12 text-destructive decoration-destructive/60">
              <MarkedText text={text} />
            </del>
          );
        }
        return (
          <ins key={index} className="rounded-sm bg-success/15 text-success no-underline">
            <MarkedText text={text} />
          </ins>
        );
      })}
    </p>
  );
};
