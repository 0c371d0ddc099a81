import { Button, EmptyState, SkeletonRows } from '@archestra/ui';
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { ErrorNote } from '../display/error-note.tsx';
import { Wordmark } from './mark.tsx';

/** What a wrong address shows. */
export const NotFound = () => (
  <main className="mx-auto grid max-w-2xl gap-8 px-4 py-16">
    <title>No such page · Archestra</title>
    <Link to="/mcp/registry" className="justify-self-center rounded-md">
      <Wordmark />
    </Link>
    <EmptyState
      icon={Compass}
      title="There is no such page"
      action={
        <Button asChild variant="outline">
          <Link to="/mcp/registry">Go to the servers</Link>
        </Button>
      }
    >
      The address may be mistyped, or what it named was deleted.
    </EmptyState>
  </main>
);

/** What a page shows when it could not be drawn at all. */
export const PageError = ({ error }: ErrorComponentProps) => {
  const router = useRouter();
  return (
    <div className="mx-auto max-w-2xl p-4">
      <ErrorNote error={error} onRetry={() => void router.invalidate()} />
    </div>
  );
};

/** What is seen while a page is fetched. */
export const PagePending = () => (
  <div className="mx-auto w-full max-w-6xl p-4">
    <SkeletonRows count={6} />
  </div>
);
