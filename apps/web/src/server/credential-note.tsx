import type { ConfigurationField } from '@archestra/contracts';
import { Alert, Button } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { useCredentialFields } from '../credential/credential.query.ts';

/** Says which secrets are missing for the person before a call has to fail for it, and leads to where they are given. */
export const CredentialNote = ({ id, fields }: { id: string; fields: readonly ConfigurationField[] }) => {
  const { data = [] } = useCredentialFields(id);
  const missing = data.filter(({ isRequired, scope }) => isRequired && scope === null).map(({ name }) => name);
  if (missing.length === 0) return null;
  const titles = missing.map((name) => fields.find((field) => field.name === name)?.title || name);
  return (
    <Alert
      tone="warning"
      title="It has no credentials of yours"
      className="mb-4"
      action={
        <Button asChild variant="outline" size="sm">
          <Link to="/credentials" search={{ server: id }}>
            Give credentials
          </Link>
        </Button>
      }
    >
      Your calls fail until you, your team or the organization give: {titles.join(', ')}.
    </Alert>
  );
};
