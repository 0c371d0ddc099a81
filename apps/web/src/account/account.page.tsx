import { permissionWords, type Permission } from '@archestra/contracts';
import { Alert, Badge, Card, CardBody, CardHeader } from '@archestra/ui';
import { ChevronRight } from 'lucide-react';
import { Facts } from '../display/facts.tsx';
import { count } from '../display/format.ts';
import { Page } from '../display/page.tsx';
import { Time } from '../display/time.tsx';
import { useSession } from '../session/session.query.ts';
import { useTeams } from '../team/team.query.ts';
import { PasswordForm } from './password-form.tsx';

const Rights = ({ permissions }: { permissions: readonly Permission[] }) => (
  <details className="group">
    <summary className="flex list-none items-center gap-1.5 [&::-webkit-details-marker]:hidden">
      <ChevronRight aria-hidden className="size-4 text-muted-foreground transition-transform group-open:rotate-90" />
      {count(permissions.length, 'thing')}
    </summary>
    <ul className="mt-1.5 grid max-h-64 gap-1 overflow-y-auto rounded-md border p-2.5 text-xs">
      {permissions.map((permission) => (
        <li key={permission}>{permissionWords[permission]}</li>
      ))}
    </ul>
  </details>
);

/** Who I am here, what I may do, and my password. */
export const AccountPage = () => {
  const { user, permissions, mustChangePassword } = useSession();
  const { data: all = [] } = useTeams(permissions.includes('team:read'));
  const teams = all
    .filter(({ id }) => user.teamIds.includes(id))
    .map(({ name }) => name)
    .join(', ');
  return (
    <Page name="Account" title="Account">
      <div className="grid max-w-2xl gap-4">
        <Card>
          <CardHeader title="You" />
          <CardBody>
            <Facts
              rows={[
                ['Name', user.name],
                ['E-mail', user.email],
                ['Role', <Badge>{user.roleName}</Badge>],
                ['Teams', teams],
                ['May do', <Rights permissions={permissions} />],
                ['Since', <Time at={user.createdAt} />],
              ]}
            />
          </CardBody>
        </Card>
        <Card>
          <CardHeader
            title="Password"
            description="At least 12 characters. A sentence only you would say is better than a puzzle."
          />
          <CardBody className="grid gap-4">
            {mustChangePassword && (
              <Alert tone="warning">This account still uses the one-time password it was made with.</Alert>
            )}
            <PasswordForm email={user.email} />
          </CardBody>
        </Card>
      </div>
    </Page>
  );
};
