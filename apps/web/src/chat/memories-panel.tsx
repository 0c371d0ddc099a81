import { SkeletonRows } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { ErrorNote } from '../display/error-note.tsx';
import { Time } from '../display/time.tsx';
import { useMemories } from '../memory/memory.query.ts';

/** What is remembered of the person; changes a tool makes during the chat appear here at once. */
export const MemoriesPanel = () => {
  const { data, error, refetch } = useMemories();
  if (error) return <ErrorNote error={error} what="The memories could not be loaded" onRetry={() => void refetch()} />;
  if (!data) return <SkeletonRows />;
  return (
    <div className="grid gap-3">
      {data.length === 0 && (
        <p className="text-muted-foreground">
          Nothing is remembered yet. With the memory tools in the profile, say “remember that …”.
        </p>
      )}
      <ul className="grid gap-3">
        {data.map(({ name, value, updatedAt }) => (
          <li key={`${name} ${updatedAt}`} className="animate-arrive rounded-md border px-3 py-2">
            <p className="flex flex-wrap items-baseline justify-between gap-x-3">
              <strong className="font-medium wrap-anywhere">{name}</strong>
              <Time at={updatedAt} className="text-xs text-muted-foreground" />
            </p>
            <p className="mt-0.5 text-[0.8125rem] wrap-anywhere whitespace-pre-wrap text-muted-foreground">{value}</p>
          </li>
        ))}
      </ul>
      <Link to="/memories" className="w-fit rounded-sm text-xs text-primary hover:underline">
        Change memories
      </Link>
    </div>
  );
};
