import type { RouteReply } from '@archestra/contracts';
import { consoleRoutes } from '@archestra/contracts';
import { Alert, Button, Field, Input, Skeleton } from '@archestra/ui';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { problemOf } from '../account/password.ts';
import { ConsoleError, isPassing } from '../api/error.ts';
import { ErrorNote } from '../display/error-note.tsx';
import { Time } from '../display/time.tsx';
import { Mark } from '../shell/mark.tsx';
import { useAcceptInvitation, useInvitation } from './invitation.query.ts';

const Frame = ({ heading, children }: { heading: string; children: ReactNode }) => (
  <main className="flex min-h-dvh flex-col items-center justify-center gap-6 px-4 py-10">
    <title>Invitation · Archestra</title>
    <div className="flex max-w-md flex-col items-center gap-3 text-center">
      <Mark className="size-12" />
      <h1 className="text-xl font-semibold tracking-tight text-balance">{heading}</h1>
    </div>
    {children}
  </main>
);

const SignInLink = ({ label = 'Sign in', email }: { label?: string; email?: string }) => (
  <Button asChild className="w-full max-w-sm">
    <Link to="/sign-in" search={email === undefined ? {} : { email }}>
      {label}
    </Link>
  </Button>
);

/** Why the link leads nowhere, and what helps: ask for another, or sign in when one has accepted already. */
const DeadLink = ({ error }: { error: unknown }) => {
  const said = error instanceof ConsoleError ? error.message : undefined;
  return (
    <Frame heading="This link does not work">
      <div className="grid w-full max-w-sm gap-4">
        <Alert tone="warning" title={said ?? 'The link is not complete.'}>
          <ul className="grid gap-1 pt-1">
            <li>Expired or withdrawn? Whoever invited you can make a new link.</li>
            <li>Used already, by you? Then you have an account: sign in.</li>
            <li>Cut off in the middle? Copy the whole link, with what comes after the #.</li>
          </ul>
        </Alert>
        <SignInLink label="I have an account: sign in" />
      </div>
    </Frame>
  );
};

interface AcceptFormProps {
  secret: string;
  invitation: RouteReply<typeof consoleRoutes.readInvitation>;
  onDone: () => void;
}

const AcceptForm = ({ secret, invitation, onDone }: AcceptFormProps) => {
  const [name, setName] = useState('');
  const [password, setPassword] = useState({ next: '', again: '' });
  const [tried, setTried] = useState(false);
  const accept = useAcceptInvitation();
  const problem = tried ? problemOf({ current: ' ', ...password }) : undefined;
  const submit = () => {
    setTried(true);
    if (problemOf({ current: ' ', ...password })) return;
    accept.mutate({ secret, name: name.trim(), password: password.next }, { onSuccess: onDone });
  };
  const field = (key: 'next' | 'again', label: string, hint?: string) => (
    <Field label={label} hint={hint} error={problem?.field === key ? problem.message : undefined}>
      {(control) => (
        <Input
          {...control}
          type="password"
          autoComplete="new-password"
          value={password[key]}
          onChange={(event) => setPassword({ ...password, [key]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <form
      className="grid w-full max-w-sm gap-4 rounded-lg border bg-card p-5 shadow-card"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {accept.error && <ErrorNote error={accept.error} what="The invitation was not accepted" />}
      <p className="text-muted-foreground">
        You sign in as <strong className="font-medium text-foreground">{invitation.email}</strong>, with the role{' '}
        <strong className="font-medium text-foreground">{invitation.roleName}</strong>. The link ends{' '}
        <Time at={invitation.expiresAt} />.
      </p>
      <input type="text" autoComplete="username" value={invitation.email} readOnly hidden />
      <Field label="Your name">
        {(control) => (
          <Input
            {...control}
            required
            autoFocus
            maxLength={120}
            autoComplete="name"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {field('next', 'Password', 'At least 12 characters. A sentence only you would say is good.')}
      {field('again', 'Password again')}
      <Button type="submit" pending={accept.isPending} disabled={name.trim() === ''} className="w-full">
        Accept and create the account
      </Button>
    </form>
  );
};

const headingFor = (organization: string): string =>
  organization === 'Archestra' ? 'Join Archestra' : `Join ${organization} on Archestra`;

const Welcome = ({ invitation: { organizationName, email } }: Pick<AcceptFormProps, 'invitation'>) => (
  <Frame heading={`Welcome to ${organizationName}`}>
    <p className="text-center text-muted-foreground">Your account is ready. Sign in with {email} and your password.</p>
    <SignInLink email={email} />
  </Frame>
);

// Behind the # of the address: a browser keeps that part to itself, so no server and no log ever holds it.
const secretOfPage = (): string => window.location.hash.slice(1);

/** Where an invitation link leads: name and password, then to the sign-in. */
export const InvitationPage = () => {
  const [secret] = useState(secretOfPage);
  const [done, setDone] = useState(false);
  const { data, error, refetch } = useInvitation(secret);
  if (done && data) return <Welcome invitation={data} />;
  if (error && isPassing(error))
    return (
      <Frame heading="Your invitation">
        <ErrorNote error={error} what="It could not be read" onRetry={() => void refetch()} className="max-w-sm" />
      </Frame>
    );
  if (error || secret === '') return <DeadLink error={error} />;
  return (
    <Frame heading={data ? headingFor(data.organizationName) : 'Your invitation'}>
      {data ? (
        <AcceptForm secret={secret} invitation={data} onDone={() => setDone(true)} />
      ) : (
        <Skeleton className="h-80 w-full max-w-sm" />
      )}
    </Frame>
  );
};
