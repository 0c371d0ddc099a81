import type { Credential } from '@archestra/contracts';
import {
  Badge,
  Button,
  EmptyState,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@archestra/ui';
import { Trash2, Vault } from 'lucide-react';
import { Time } from '../display/time.tsx';
import { useCan, useSession } from '../session/session.query.ts';
import { useUserNames } from '../user/user.query.ts';
import { KeyCard } from './key-card.tsx';
import { mayDelete } from './scope-words.ts';

interface AllCredentialsProps {
  credentials: readonly Credential[];
  servers: ReadonlyMap<string, string>;
  teams: ReadonlyMap<string, string>;
  onDelete: (credential: Credential) => void;
}

const useOwnerWords = (teams: ReadonlyMap<string, string>) => {
  const { user } = useSession();
  const { data: people } = useUserNames(useCan()('user:read'));
  return ({ scope, ownerId }: Credential): string => {
    if (scope === 'organization') return 'The organization';
    if (scope === 'team') return `Team ${teams.get(ownerId) ?? ownerId.slice(0, 8)}`;
    return ownerId === user.id ? 'You' : (people?.get(ownerId) ?? `Person ${ownerId.slice(0, 8)}`);
  };
};

/** Every credential of the organization: whose it is and when it was used, never what it says. */
export const AllCredentials = ({ credentials, servers, teams, onDelete }: AllCredentialsProps) => {
  const ownerOf = useOwnerWords(teams);
  const { user } = useSession();
  const can = useCan();
  if (credentials.length === 0)
    return (
      <EmptyState icon={Vault} title="Nobody keeps credentials yet">
        They appear here with owner, fields and last use.
      </EmptyState>
    );
  return (
    <div className="grid gap-4">
      <KeyCard credentials={credentials} />
      <Table aria-label="Everybody’s credentials">
        <TableHeader>
          <TableRow>
            <TableHead>Server</TableHead>
            <TableHead>Whose</TableHead>
            <TableHead className="max-md:hidden">Fields</TableHead>
            <TableHead className="max-md:hidden">Last used</TableHead>
            <TableHead>
              <span className="sr-only">Actions</span>
            </TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {credentials.map((credential) => (
            <TableRow key={credential.id}>
              <TableCell className="font-medium">
                {servers.get(credential.serverId) ?? 'A server that is gone'}
              </TableCell>
              <TableCell>
                {ownerOf(credential)}
                <span className="block md:hidden">
                  {credential.fields.map((field) => (
                    <code key={field} className="mr-1.5 font-mono text-xs text-muted-foreground">
                      {field}
                    </code>
                  ))}
                </span>
              </TableCell>
              <TableCell className="max-md:hidden">
                <span className="flex flex-wrap gap-1">
                  {credential.fields.map((field) => (
                    <Badge key={field} className="font-mono font-normal">
                      {field}
                    </Badge>
                  ))}
                </span>
              </TableCell>
              <TableCell className="whitespace-nowrap max-md:hidden">
                {credential.lastUsedAt ? <Time at={credential.lastUsedAt} /> : 'Never'}
              </TableCell>
              <TableCell className="text-right">
                {mayDelete(credential, user, can) && (
                  <Button
                    variant="ghost"
                    size="icon-sm"
                    aria-label={`Delete the credential of ${ownerOf(credential)}`}
                    onClick={() => onDelete(credential)}
                  >
                    <Trash2 />
                  </Button>
                )}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
};
