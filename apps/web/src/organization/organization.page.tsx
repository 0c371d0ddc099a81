import type { Organization } from '@archestra/contracts';
import { Alert, Badge, Button, Card, CardBody, CardHeader, Field, Input } from '@archestra/ui';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { Facts } from '../display/facts.tsx';
import { Page } from '../display/page.tsx';
import { QueryView } from '../display/query-view.tsx';
import { Time } from '../display/time.tsx';
import { LinkShownOnce } from '../invitation/link-shown-once.tsx';
import { useCan } from '../session/session.query.ts';
import { useCreateOrganization, useOrganization, useRenameOrganization } from './organization.query.ts';

const NameForm = ({ organization }: { organization: Organization }) => {
  const [name, setName] = useState(organization.name);
  const rename = useRenameOrganization();
  return (
    <form
      className="grid max-w-md gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        rename.mutate(name.trim());
      }}
    >
      {rename.error && <ErrorNote error={rename.error} what="It was not renamed" />}
      <Field label="Name" hint="Shown on invitations.">
        {(control) => (
          <Input {...control} value={name} required maxLength={120} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <Button
        type="submit"
        className="justify-self-start"
        pending={rename.isPending}
        disabled={name.trim() === '' || name.trim() === organization.name}
      >
        Save
      </Button>
    </form>
  );
};

const Own = ({ organization }: { organization: Organization }) => (
  <Card>
    <CardHeader title="Your organization" />
    <CardBody className="grid gap-5">
      <Facts
        rows={[
          ['Name', !useCan()('organization:write') && organization.name],
          ['Since', <Time at={organization.createdAt} />],
          ['Kind', organization.isOperator && <Badge tone="info">Operates this platform</Badge>],
        ]}
      />
      {useCan()('organization:write') && <NameForm organization={organization} />}
    </CardBody>
  </Card>
);

const blank = { name: '', adminEmail: '' };

/** For operators: a second organization sees nothing of the first and begins with one invitation. */
const Another = () => {
  const [draft, setDraft] = useState(blank);
  const create = useCreateOrganization();
  if (create.data) {
    const { organization, invitation, secret } = create.data;
    return (
      <div className="grid gap-3">
        <p>
          <strong className="font-semibold">{organization.name}</strong> exists. Its first administrator has to accept
          this invitation:
        </p>
        <LinkShownOnce
          url={`${window.location.origin}/invitation#${secret}`}
          email={invitation.email}
          expiresAt={invitation.expiresAt}
        />
        <Button
          variant="outline"
          className="justify-self-start"
          onClick={() => {
            setDraft(blank);
            create.reset();
          }}
        >
          Create another
        </Button>
      </div>
    );
  }
  return (
    <form
      className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] sm:items-end"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate({ name: draft.name.trim(), adminEmail: draft.adminEmail.trim() });
      }}
    >
      {create.error && <ErrorNote error={create.error} what="It was not created" className="sm:col-span-3" />}
      <Field label="Its name">
        {(control) => (
          <Input
            {...control}
            required
            maxLength={120}
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.target.value })}
          />
        )}
      </Field>
      <Field label="E-mail of its first administrator">
        {(control) => (
          <Input
            {...control}
            required
            type="email"
            autoComplete="off"
            value={draft.adminEmail}
            onChange={(event) => setDraft({ ...draft, adminEmail: event.target.value })}
          />
        )}
      </Field>
      <Button type="submit" pending={create.isPending} disabled={draft.name.trim() === '' || draft.adminEmail === ''}>
        Create organization
      </Button>
    </form>
  );
};

/** The own organization, and for those who operate the platform how to make another. */
export const OrganizationPage = () => {
  const mayCreate = useCan()('organization:create');
  return (
    <Page name="Organization" title="Organization" description="Whose people, servers and records these are.">
      <div className="grid max-w-3xl gap-4">
        <QueryView query={useOrganization()} what="The organization could not be loaded">
          {(organization) => <Own key={organization.name} organization={organization} />}
        </QueryView>
        {mayCreate && (
          <Card>
            <CardHeader
              title="Another organization"
              description="Has its own people, servers, credentials and record. Nobody of yours sees any of it, you included."
            />
            <CardBody className="grid gap-4">
              <Another />
              <Alert tone="info">
                Organizations share this installation: its machines, its gateway address and its limits.
              </Alert>
            </CardBody>
          </Card>
        )}
      </div>
    </Page>
  );
};
