import { Alert, Badge, Card, CardBody, CardHeader } from '@archestra/ui';
import { Facts } from '../display/facts.tsx';
import { Page } from '../display/page.tsx';
import { Time } from '../display/time.tsx';
import { useSession } from '../session/session.query.ts';
import { PasswordForm } from './password-form.tsx';

/** Who I am here, and my password. */
export const AccountPage = () => {
  const { user, mustChangePassword } = useSession();
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
