import type { Profile } from '@archestra/contracts';
import { Card, CardBody, CardHeader } from '@archestra/ui';
import { useState } from 'react';
import { useCan } from '../session/session.query.ts';
import { NewToken } from '../token/new-token.tsx';
import { ClientSnippets } from './client-snippets.tsx';

/** A token, and the lines that connect a client with it. */
export const ConnectPanel = ({ profile }: { profile: Profile }) => {
  const [token, setToken] = useState<string>();
  const can = useCan();
  return (
    <div className="grid max-w-3xl gap-4">
      {can('token:write') && (
        <Card>
          <CardHeader
            title="1. Create a token"
            description="The client proves with it that it acts for you. Calls appear in the record under its name."
          />
          <CardBody>
            <NewToken suggestion={`${profile.name} on this computer`} onCreated={setToken} />
          </CardBody>
        </Card>
      )}
      <Card>
        <CardHeader title={can('token:write') ? '2. Connect your client' : 'Connect your client'} />
        <CardBody>
          <ClientSnippets profile={profile} token={token} />
        </CardBody>
      </Card>
    </div>
  );
};
