import type { ToolChange } from '@archestra/contracts';
import { Alert, Button } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { Diff } from 'lucide-react';
import { count } from '../display/format.ts';
import { useCan } from '../session/session.query.ts';

/** Says which granted tools clients lost because their definition changed, and where a reviewer decides about them. */
export const ChangedNote = ({ serverId, changes }: { serverId: string; changes: readonly ToolChange[] }) => {
  const mayDecide = useCan()('tool-change:review');
  if (changes.length === 0) return null;
  return (
    <div className="border-t p-3">
      <Alert
        tone="warning"
        title={`${count(changes.length, 'tool')} withheld: the definition changed`}
        action={
          mayDecide && (
            <Button asChild variant="outline" size="sm">
              <Link to="/mcp/registry/tool-changes" search={{ server: serverId }}>
                <Diff aria-hidden />
                Compare and decide
              </Link>
            </Button>
          )
        }
      >
        Clients do not see {changes.map(({ tool }) => tool).join(', ')} until a reviewer accepts what the server says
        now.
      </Alert>
    </div>
  );
};
