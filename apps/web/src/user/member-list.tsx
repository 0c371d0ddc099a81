import type { User } from '@archestra/contracts';
import { Button, EmptyState, Table, TableBody, TableHead, TableHeader, TableRow } from '@archestra/ui';
import { SearchX } from 'lucide-react';
import { useState } from 'react';
import { QueryView } from '../display/query-view.tsx';
import { SearchField } from '../display/search-field.tsx';
import { useCan, useSession } from '../session/session.query.ts';
import { useTeams } from '../team/team.query.ts';
import { ActivityDialog } from './activity-dialog.tsx';
import { MemberRow, type MemberAct } from './member-row.tsx';
import { RoleDialog } from './role-dialog.tsx';
import { useUserSearch } from './user.query.ts';

const People = ({ users }: { users: readonly User[] }) => {
  const can = useCan();
  const { user: me } = useSession();
  const { data: teams = [] } = useTeams(can('team:read'));
  const [target, setTarget] = useState<{ act: MemberAct; user: User }>();
  const close = () => setTarget(undefined);
  const targetOf = (act: MemberAct) => (target?.act === act ? target.user : undefined);
  return (
    <>
      <Table aria-label="People">
        <TableHeader>
          <TableRow>
            <TableHead>Person</TableHead>
            <TableHead className="max-md:hidden">Role</TableHead>
            <TableHead className="max-md:hidden">Teams</TableHead>
            <TableHead className="max-lg:hidden">Since</TableHead>
            <TableHead>
              <span className="sr-only">Actions</span>
            </TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {users.map((user) => (
            <MemberRow
              key={user.id}
              user={user}
              isMe={user.id === me.id}
              teams={teams}
              onAct={can('user:write') ? (act) => setTarget({ act, user }) : undefined}
            />
          ))}
        </TableBody>
      </Table>
      <RoleDialog user={targetOf('role')} onClose={close} />
      <ActivityDialog user={targetOf('activity')} onClose={close} />
    </>
  );
};

/** Everybody of the organization, found by name or address. */
export const MemberList = () => {
  const [words, setWords] = useState('');
  const people = useUserSearch(words.trim());
  const users = people.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <div className="grid gap-4">
      <SearchField
        label="Search people"
        placeholder="Name or e-mail"
        className="max-w-xs"
        value={words}
        onChange={setWords}
      />
      <QueryView query={people} what="The people could not be loaded">
        {() =>
          users.length === 0 ? (
            <EmptyState icon={SearchX} title="Nobody has that name or address">
              Somebody who was invited appears here once they accept; until then they are under Invitations.
            </EmptyState>
          ) : (
            <People users={users} />
          )
        }
      </QueryView>
      {people.hasNextPage && (
        <Button
          variant="outline"
          className="justify-self-center"
          pending={people.isFetchingNextPage}
          onClick={() => void people.fetchNextPage()}
        >
          Load more
        </Button>
      )}
    </div>
  );
};
