import type { AuditEntry } from '@archestra/contracts';
import { Button, Card, CodeBlock, EmptyState } from '@archestra/ui';
import { ChevronRight, ScrollText } from 'lucide-react';
import { DiffList } from '../display/diff-list.tsx';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { Time } from '../display/time.tsx';
import { useCan } from '../session/session.query.ts';
import { useUserNames } from '../user/user.query.ts';
import { actorOf, changesOf, objectOf, verbOf } from './audit-words.ts';
import { useAuditEntries } from './audit.query.ts';

const Row = ({ entry, names }: { entry: AuditEntry; names: ReadonlyMap<string, string> }) => {
  const object = objectOf(entry);
  const changes = changesOf(entry);
  return (
    <li className="px-4">
      <details className="group">
        <summary className="flex list-none items-start gap-2 py-2.5 [&::-webkit-details-marker]:hidden">
          <ChevronRight
            aria-hidden
            className="mt-0.5 size-4 shrink-0 text-muted-foreground transition-transform group-open:rotate-90"
          />
          <span className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-4">
            <span className="min-w-0 wrap-anywhere">
              <strong className="font-semibold">{actorOf(entry, names)}</strong> {verbOf(entry)}
              {object && <strong className="font-semibold"> {object}</strong>}
            </span>
            <Time at={entry.at} className="text-xs text-muted-foreground" />
          </span>
        </summary>
        <div className="grid grid-cols-1 gap-3 pb-3 pl-6">
          {changes.length > 0 && <DiffList changes={changes} />}
          <CodeBlock
            caption={<code className="font-mono">{entry.type}</code>}
            code={JSON.stringify(entry, null, 2)}
            wrap
          />
        </div>
      </details>
    </li>
  );
};

const nobody: ReadonlyMap<string, string> = new Map();

/** What people and services changed. */
export const AuditPage = () => {
  const entries = useAuditEntries();
  const { data: names = nobody } = useUserNames(useCan()('user:read'));
  const all = entries.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page
      name="Audit"
      title="Audit"
      description="Who changed what: servers, profiles, contracts, blocks, tokens and sign-ins. Calls have their own page."
    >
      <QueryView query={entries} what="The record could not be loaded">
        {() =>
          all.length === 0 ? (
            <EmptyState icon={ScrollText} title="Nothing was changed yet">
              Every administrative change is recorded here, with who made it and when.
            </EmptyState>
          ) : (
            <Card>
              <ul className="divide-y">
                {all.map((entry) => (
                  <Row key={entry.id} entry={entry} names={names} />
                ))}
              </ul>
            </Card>
          )
        }
      </QueryView>
      {entries.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button variant="outline" pending={entries.isFetchingNextPage} onClick={() => void entries.fetchNextPage()}>
            Load more
          </Button>
        </div>
      )}
    </Page>
  );
};
