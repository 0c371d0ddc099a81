import { Button, EmptyState } from '@archestra/ui';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ShieldCheck } from 'lucide-react';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { ChangeCard } from './change-card.tsx';
import { useToolChanges } from './change.query.ts';

const route = getRouteApi('/app/mcp/registry/tool-changes');

/** Tools that were granted with one definition and now have another: withheld until somebody has read the difference. */
export const ChangeListPage = () => {
  const { server } = route.useSearch();
  return (
    <Page
      name="Changed tools"
      title="Changed tools"
      description="A server told of another definition than the one that was accepted. Clients do not see these tools until you decide."
      actions={
        server && (
          <Button asChild variant="outline">
            <Link to="/mcp/registry/tool-changes">Of every server</Link>
          </Button>
        )
      }
    >
      <QueryView query={useToolChanges(server)} what="The changes could not be loaded">
        {(changes) =>
          changes.length === 0 ? (
            <EmptyState icon={ShieldCheck} title="Nothing to decide">
              Every tool is what it was when it was accepted. When a server changes one, it is withheld and appears
              here.
            </EmptyState>
          ) : (
            <ul className="grid gap-4">
              {changes.map((change) => (
                <li key={`${change.installationId} ${change.tool}`}>
                  <ChangeCard change={change} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Page>
  );
};
