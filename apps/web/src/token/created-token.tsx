import type { Token } from '@archestra/contracts';
import { Alert, Button, CodeBlock, Field, Select } from '@archestra/ui';
import { useState } from 'react';
import { ClientSnippets } from '../profile/client-snippets.tsx';
import { useProfiles } from '../profile/profile.query.ts';

const Connect = ({ token, secret }: { token: Token; secret: string }) => {
  const { data = [] } = useProfiles();
  const profiles = data.filter(({ id }) => token.profileIds === null || token.profileIds.includes(id));
  const [chosen, setChosen] = useState<string>();
  const profile = profiles.find(({ id }) => id === chosen) ?? profiles[0];
  if (!profile) return null;
  return (
    <div className="grid gap-3">
      <Field label="Connect a client to" className="max-w-xs">
        {(control) => (
          <Select
            {...control}
            value={profile.id}
            options={profiles.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={setChosen}
          />
        )}
      </Field>
      <ClientSnippets profile={profile} token={secret} />
    </div>
  );
};

interface CreatedTokenProps {
  token: Token;
  secret: string;
  /** Whether the page already shows how to connect a client. */
  isConnected: boolean;
  onAnother: () => void;
}

/** The secret of a new token, once, and the lines it belongs into. */
export const CreatedToken = ({ token, secret, isConnected, onAnother }: CreatedTokenProps) => (
  <div className="grid gap-3">
    <Alert tone="warning" title="Copy the token now">
      It is shown this one time. Archestra keeps only a fingerprint of it.
    </Alert>
    <CodeBlock code={secret} caption={`Token “${token.name}”`} wrap />
    {!isConnected && <Connect token={token} secret={secret} />}
    <Button variant="outline" className="justify-self-start" onClick={onAnother}>
      Create another
    </Button>
  </div>
);
