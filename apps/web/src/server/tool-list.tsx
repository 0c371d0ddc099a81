import type { EffectiveContract, McpServerDetail } from '@archestra/contracts';
import { Alert, Button, Card, EmptyState, Input } from '@archestra/ui';
import { RefreshCw, Wrench } from 'lucide-react';
import { useState } from 'react';
import { ChangeCard } from '../change/change-card.tsx';
import { useCan } from '../session/session.query.ts';
import { ContractDialog } from './contract-dialog.tsx';
import { useRefreshServer } from './server.query.ts';
import { ToolRow } from './tool-row.tsx';

const SEARCH_FROM = 8;

/** Every tool of a server with its contract. */
export const ToolList = ({ detail }: { detail: McpServerDetail }) => {
  const { installation, contracts, unavailable } = detail;
  const can = useCan();
  const refresh = useRefreshServer(installation.id);
  const [words, setWords] = useState('');
  const [edited, setEdited] = useState<EffectiveContract>();
  const contractOf = new Map(contracts.map((effective) => [effective.tool, effective]));
  const shown = installation.tools.filter(({ name, description = '' }) =>
    `${name} ${description}`.toLowerCase().includes(words.toLowerCase()),
  );
  if (installation.tools.length === 0 && installation.changes.length === 0) {
    return (
      <EmptyState icon={Wrench} title="No tools known yet">
        {installation.status === 'ready'
          ? 'The server is ready and offers no tools.'
          : 'Its tools appear here as soon as the server is ready.'}
      </EmptyState>
    );
  }
  return (
    <div className="grid gap-3">
      {unavailable.includes('sanitizer') && (
        <Alert tone="warning" title="Contracts are not shown">
          The sanitizer does not answer right now. Calls are denied until it does.
        </Alert>
      )}
      {installation.changes.map((change) => (
        <ChangeCard key={change.tool} change={change} showsServer={false} />
      ))}
      <div className="flex gap-2">
        {installation.tools.length >= SEARCH_FROM && (
          <Input
            type="search"
            aria-label="Search tools"
            placeholder="Search tools"
            className="max-w-xs"
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        )}
        {can('mcp-server:write') && (
          <Button variant="outline" className="ml-auto" pending={refresh.isPending} onClick={() => refresh.mutate()}>
            {!refresh.isPending && <RefreshCw aria-hidden />}
            Ask for tools again
          </Button>
        )}
      </div>
      <Card>
        <ul className="divide-y">
          {shown.map((tool) => {
            const effective = contractOf.get(tool.name);
            return (
              <ToolRow
                key={tool.name}
                tool={tool}
                effective={effective}
                {...(effective && can('tool-contract:write') && { onEdit: () => setEdited(effective) })}
              />
            );
          })}
        </ul>
        {shown.length === 0 && (
          <p className="p-6 text-center text-muted-foreground">No tool has “{words}” in its name or description.</p>
        )}
      </Card>
      <ContractDialog effective={edited} onClose={() => setEdited(undefined)} />
    </div>
  );
};
