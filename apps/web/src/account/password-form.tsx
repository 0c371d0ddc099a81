import { Button, Field, Input } from '@archestra/ui';
import { useState } from 'react';
import { ErrorNote } from '../display/error-note.tsx';
import { problemOf, type Passwords } from './password.ts';
import { useChangePassword } from './password.query.ts';

const blank: Passwords = { current: '', next: '', again: '' };

/** Asks for the old password once and the new one twice. */
export const PasswordForm = ({ email }: { email: string }) => {
  const [passwords, setPasswords] = useState(blank);
  const [tried, setTried] = useState(false);
  const change = useChangePassword();
  const problem = tried ? problemOf(passwords) : undefined;
  const submit = () => {
    setTried(true);
    if (problemOf(passwords)) return;
    const done = () => {
      setPasswords(blank);
      setTried(false);
    };
    change.mutate({ currentPassword: passwords.current, newPassword: passwords.next }, { onSuccess: done });
  };
  const field = (name: keyof Passwords, label: string, autoComplete: string) => (
    <Field label={label} error={problem?.field === name ? problem.message : undefined}>
      {(control) => (
        <Input
          {...control}
          type="password"
          autoComplete={autoComplete}
          value={passwords[name]}
          onChange={(event) => setPasswords({ ...passwords, [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <form
      className="grid max-w-sm gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {change.error && <ErrorNote error={change.error} what="The password was not changed" />}
      {/* Tells a password manager which entry to update. */}
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      {field('current', 'Current password', 'current-password')}
      {field('next', 'New password', 'new-password')}
      {field('again', 'New password again', 'new-password')}
      <Button type="submit" className="justify-self-start" pending={change.isPending}>
        Change password
      </Button>
    </form>
  );
};
