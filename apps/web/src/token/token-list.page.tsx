import type { Token } from '@archestra/contracts';
import {
  Badge,
  Button,
  Card,
  CardBody,
  CardHeader,
  ConfirmDialog,
  EmptyState,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@archestra/ui';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { Time } from '../display/time.tsx';
import { useCan } from '../session/session.query.ts';
import { NewToken } from './new-token.tsx';
import { useRevokeToken, useTokens } from './token.query.ts';

const State = ({ token }: { token: Token }) => {
  if (token.revokedAt) return <Badge tone="danger">Revoked</Badge>;
  if (token.expiresAt && new Date(token.expiresAt) < new Date()) return <Badge>Expired</Badge>;
  return <Badge tone="success">Valid</Badge>;
};

const Row = ({ token, onRevoke }: { token: Token; onRevoke: (() => void) | false }) => (
  <TableRow className={token.revokedAt ? 'text-muted-foreground' : ''}>
    <TableCell>
      <span className="font-medium">{token.name}</span>
      <span className="block text-xs text-muted-foreground">
        <code className="font-mono">{token.prefix}…</code>
        <span className="md:hidden">
          {' · '}
          {token.lastUsedAt ? (
            <>
              used <Time at={token.lastUsedAt} />
            </>
          ) : (
            'never used'
          )}
        </span>
      </span>
    </TableCell>
    <TableCell>
      <State token={token} />
    </TableCell>
    <TableCell className="whitespace-nowrap max-md:hidden">
      {token.lastUsedAt ? <Time at={token.lastUsedAt} /> : 'Never'}
    </TableCell>
    <TableCell className="whitespace-nowrap max-md:hidden">
      {token.expiresAt ? <Time at={token.expiresAt} /> : 'When revoked'}
    </TableCell>
    <TableCell className="whitespace-nowrap max-md:hidden">
      <Time at={token.createdAt} />
    </TableCell>
    <TableCell className="text-right">
      {onRevoke && !token.revokedAt && (
        <Button variant="danger" size="sm" onClick={onRevoke}>
          Revoke
        </Button>
      )}
    </TableCell>
  </TableRow>
);

const Tokens = ({ tokens }: { tokens: Token[] }) => {
  const [asked, setAsked] = useState<Token>();
  const mayWrite = useCan()('token:write');
  const revoke = useRevokeToken();
  if (tokens.length === 0) {
    return (
      <EmptyState icon={KeyRound} title="You have no tokens">
        An AI client needs one to connect. Create it above and put it into the client’s configuration.
      </EmptyState>
    );
  }
  return (
    <>
      <Table aria-label="Your tokens">
        <TableHeader>
          <TableRow>
            <TableHead>Name</TableHead>
            <TableHead>State</TableHead>
            <TableHead className="max-md:hidden">Last used</TableHead>
            <TableHead className="max-md:hidden">Ends</TableHead>
            <TableHead className="max-md:hidden">Created</TableHead>
            <TableHead>
              <span className="sr-only">Actions</span>
            </TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {tokens.map((token) => (
            <Row key={token.id} token={token} onRevoke={mayWrite && (() => setAsked(token))} />
          ))}
        </TableBody>
      </Table>
      <ConfirmDialog
        open={asked !== undefined}
        onOpenChange={() => setAsked(undefined)}
        title={`Revoke ${asked?.name ?? ''}?`}
        description="Every client that uses it is refused from now on. This cannot be undone."
        action="Revoke token"
        pending={revoke.isPending}
        onConfirm={() => asked && revoke.mutate(asked.id, { onSuccess: () => setAsked(undefined) })}
      />
    </>
  );
};

/** The own API tokens. */
export const TokenListPage = () => (
  <Page
    name="API tokens"
    title="API tokens"
    description="What AI clients show to prove that they act for you. Give each client its own: then you can revoke one without the others."
  >
    {useCan()('token:write') && (
      <Card className="mb-5">
        <CardHeader title="New token" />
        <CardBody>
          <NewToken />
        </CardBody>
      </Card>
    )}
    <QueryView query={useTokens()} what="The tokens could not be loaded">
      {(tokens) => <Tokens tokens={tokens} />}
    </QueryView>
  </Page>
);
