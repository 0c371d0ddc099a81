import { Alert, Button, CodeBlock, Field, Input, Select } from '@archestra/ui';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { expiryAfter, lifetimes, type Lifetime } from './lifetime.ts';
import { useCreateToken } from './token.query.ts';

interface NewTokenProps {
  /** A name to start with. */
  suggestion?: string;
  onCreated?: (secret: string) => void;
}

/** Creates a token and shows its secret once. */
export const NewToken = ({ suggestion = '', onCreated }: NewTokenProps) => {
  const [name, setName] = useState(suggestion.slice(0, 80));
  const [lifetime, setLifetime] = useState<Lifetime>('90');
  const create = useCreateToken();
  const secret = create.data?.secret;
  if (secret !== undefined) {
    return (
      <div className="grid gap-3">
        <Alert tone="warning" title="Copy the token now">
          It is shown this one time. Archestra keeps only a fingerprint of it.
        </Alert>
        <CodeBlock code={secret} caption={`Token “${create.data?.token.name ?? name}”`} wrap />
        <Button variant="outline" className="justify-self-start" onClick={() => create.reset()}>
          Create another
        </Button>
      </div>
    );
  }
  const submit = () =>
    create.mutate(
      { name: name.trim(), expiresAt: expiryAfter(lifetime, new Date()) },
      { onSuccess: (created) => onCreated?.(created.secret) },
    );
  return (
    <form
      className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_10rem_auto] sm:items-end"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {create.error && <ErrorNote error={create.error} what="No token was created" className="sm:col-span-3" />}
      <Field label="Name">
        {(control) => (
          <Input
            {...control}
            value={name}
            required
            maxLength={80}
            placeholder="Claude Code on my laptop"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label="Valid for">
        {(control) => <Select {...control} value={lifetime} options={lifetimes} onChange={setLifetime} />}
      </Field>
      <Button type="submit" pending={create.isPending} disabled={name.trim() === ''}>
        {!create.isPending && <KeyRound aria-hidden />}
        Create token
      </Button>
    </form>
  );
};
