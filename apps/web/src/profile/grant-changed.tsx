import type { Assignment } from '@archestra/contracts';
import { Alert, Button } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import { ErrorNote } from '../display/error-note.tsx';
import { count } from '../display/format.ts';
import { useAcceptDefinitions } from './profile.query.ts';

interface ChangedNoteProps {
  profileId: string;
  /** Tools whose definition is another one than when they were granted. */
  changed: readonly string[];
  /** Everything this server grants now: what is granted again on acceptance. */
  grants: Assignment;
}

/** Says which tools clients lost because their definition changed, and lets a person who has read the new one accept it. */
export const ChangedNote = ({ profileId, changed, grants }: ChangedNoteProps) => {
  const accept = useAcceptDefinitions(profileId);
  if (changed.length === 0) return null;
  return (
    <div className="grid gap-3 border-t p-3">
      <Alert
        tone="warning"
        title={`${count(changed.length, 'tool')} changed after being granted`}
        action={
          <Button variant="outline" size="sm" pending={accept.isPending} onClick={() => accept.mutate(grants)}>
            {!accept.isPending && <Check aria-hidden />}
            {changed.length === 1 ? 'Accept new definition' : 'Accept new definitions'}
          </Button>
        }
      >
        Clients no longer see {changed.join(', ')}.{' '}
        <Link
          to="/mcp/registry/$id"
          params={{ id: grants.installationId }}
          className="text-foreground underline underline-offset-2"
        >
          Read what it says now
        </Link>{' '}
        before you accept.
      </Alert>
      {accept.error && <ErrorNote error={accept.error} what="It was not accepted" />}
    </div>
  );
};
