import type { Role } from '@archestra/contracts';
import { Card, CardHeader } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { Person } from '../display/person.tsx';
import { QueryView } from '../display/query-view.tsx';
import { useUsers } from '../user/user.query.ts';

/** Who has a role. */
export const RoleHolders = ({ role }: { role: Role }) => (
  <Card>
    <CardHeader
      title="Who has it"
      description={!role.isBuiltIn && role.userCount > 0 && 'It can be deleted once nobody has it.'}
    />
    <QueryView query={useUsers()} what="The people could not be loaded">
      {(users) => {
        const holders = users.filter((user) => user.role === role.ref);
        if (holders.length === 0)
          return (
            <p className="px-4 py-3 text-muted-foreground">
              Nobody. Give it to somebody under{' '}
              <Link to="/settings/members" className="text-foreground underline underline-offset-2">
                Members
              </Link>
              .
            </p>
          );
        return (
          <ul className="grid max-h-72 gap-x-4 overflow-y-auto p-2 sm:grid-cols-2 lg:grid-cols-3">
            {holders.map((user) => (
              <li key={user.id} className="px-2 py-1.5">
                <Person name={user.name} email={user.email} muted={!user.isActive} />
              </li>
            ))}
          </ul>
        );
      }}
    </QueryView>
  </Card>
);
