import { permissionWords, type Token } from '@archestra/contracts';
import {
  Badge,
  Button,
  ConfirmDialog,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Tooltip,
} from '@archestra/ui';
import { useState, type ReactNode } from 'react';
import { count } from '../display/format.ts';
import { Time } from '../display/time.tsx';
import { useRevokeToken } from './token.query.ts';

const isOver = ({ revokedAt, expiresAt }: Token): boolean =>
  revokedAt !== null || (expiresAt !== null && new Date(expiresAt) < new Date());

const State = ({ token }: { token: Token }) => {
  if (token.revokedAt) return <Badge tone="danger">Revoked</Badge>;
  return isOver(token) ? <Badge>Expired</Badge> : <Badge tone="success">Valid</Badge>;
};

const Scopes = ({ token: { scopes, profileIds } }: { token: Token }) => (
  <>
    {scopes === null ? (
      'Everything its owner may'
    ) : (
      <Tooltip text={scopes.map((scope) => permissionWords[scope]).join(' · ')}>
        <span tabIndex={0} className="underline decoration-dotted underline-offset-4">
          {count(scopes.length, 'permission')}
        </span>
      </Tooltip>
    )}
    {profileIds !== null && <span className="block text-xs">in {count(profileIds.length, 'profile')}</span>}
  </>
);

interface RowProps {
  token: Token;
  /** For whom it acts, where that is not oneself. */
  owner: ReactNode;
  onRevoke: (() => void) | false;
}

const Row = ({ token, owner, onRevoke }: RowProps) => (
  <TableRow className={isOver(token) ? 'text-muted-foreground' : ''}>
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
        {owner && <span className="block">{owner}</span>}
      </span>
    </TableCell>
    <TableCell>
      <State token={token} />
    </TableCell>
    <TableCell className="text-muted-foreground max-lg:hidden">
      <Scopes token={token} />
    </TableCell>
    <TableCell className="whitespace-nowrap max-md:hidden">
      {token.lastUsedAt ? <Time at={token.lastUsedAt} /> : 'Never'}
    </TableCell>
    <TableCell className="whitespace-nowrap max-md:hidden">
      {token.expiresAt ? <Time at={token.expiresAt} /> : 'When revoked'}
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

interface TokenTableProps {
  /** "Your tokens". */
  label: string;
  tokens: readonly Token[];
  mayRevoke: boolean;
  ownerOf?: (token: Token) => ReactNode;
}

/** Tokens with what they may do and when they were used; revoking asks first. */
export const TokenTable = ({ label, tokens, mayRevoke, ownerOf }: TokenTableProps) => {
  const [asked, setAsked] = useState<Token>();
  const revoke = useRevokeToken();
  return (
    <>
      <Table aria-label={label}>
        <TableHeader>
          <TableRow>
            <TableHead>Name</TableHead>
            <TableHead>State</TableHead>
            <TableHead className="max-lg:hidden">May do</TableHead>
            <TableHead className="max-md:hidden">Last used</TableHead>
            <TableHead className="max-md:hidden">Ends</TableHead>
            <TableHead>
              <span className="sr-only">Actions</span>
            </TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {tokens.map((token) => (
            <Row
              key={token.id}
              token={token}
              owner={ownerOf?.(token)}
              onRevoke={mayRevoke && (() => setAsked(token))}
            />
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
        onConfirm={() => asked && revoke.mutate(asked, { onSuccess: () => setAsked(undefined) })}
      />
    </>
  );
};
