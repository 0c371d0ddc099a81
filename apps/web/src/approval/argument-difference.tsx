import type { Approval } from '@archestra/contracts';
import { useMemo } from 'react';
import { DiffList } from '../display/diff-list.tsx';
import { jsonDiff } from '../display/json-diff.ts';

/** How the arguments differ from those of the last call that this person's agreement was given to. */
export const ArgumentDifference = ({ approval }: { approval: Approval }) => {
  const { previousArguments, arguments: wanted } = approval;
  const changes = useMemo(
    () => (previousArguments ? jsonDiff(previousArguments, wanted) : []),
    [previousArguments, wanted],
  );
  if (!previousArguments)
    return <p className="text-xs text-muted-foreground">Nobody has agreed to a call of this tool before.</p>;
  if (changes.length === 0)
    return (
      <p className="text-xs text-muted-foreground">These are the arguments of the last call that was agreed to.</p>
    );
  return (
    <div className="grid gap-1.5">
      <p className="text-xs text-muted-foreground">What differs from the last call that was agreed to:</p>
      <DiffList changes={changes} />
    </div>
  );
};
