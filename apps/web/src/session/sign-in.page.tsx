import { Button, Field, Input } from '@archestra/ui';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { ErrorNote } from '../display/error-note.tsx';
import { Mark } from '../shell/mark.tsx';
import { safeTarget } from './target.ts';
import { useSignIn } from './session.query.ts';

const route = getRouteApi('/sign-in');

const text = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

/** E-mail and password; afterwards back to where the person wanted to go. */
export const SignInPage = () => {
  const { to, email } = route.useSearch();
  const router = useRouter();
  const signIn = useSignIn();
  const submit = (form: FormData) => {
    const credentials = { email: text(form, 'email').trim(), password: text(form, 'password') };
    signIn.mutate(credentials, { onSuccess: () => router.history.push(safeTarget(to)) });
  };
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 px-4 py-10">
      <title>Sign in · Archestra</title>
      <div className="flex flex-col items-center gap-3 text-center">
        <Mark className="size-12" />
        <h1 className="text-xl font-semibold tracking-tight">Sign in to Archestra</h1>
      </div>
      <form
        className="grid w-full max-w-sm gap-4 rounded-lg border bg-card p-5 shadow-card"
        onSubmit={(event) => {
          event.preventDefault();
          submit(new FormData(event.currentTarget));
        }}
      >
        {signIn.error && <ErrorNote error={signIn.error} what="You are not signed in" />}
        <Field label="E-mail">
          {(control) => (
            <Input
              {...control}
              name="email"
              type="email"
              autoComplete="username"
              required
              defaultValue={email}
              autoFocus={email === undefined}
            />
          )}
        </Field>
        <Field label="Password">
          {(control) => (
            <Input
              {...control}
              name="password"
              type="password"
              autoComplete="current-password"
              required
              autoFocus={email !== undefined}
            />
          )}
        </Field>
        <Button type="submit" pending={signIn.isPending} className="w-full">
          Sign in
        </Button>
      </form>
      <p className="max-w-sm text-center text-xs text-pretty text-muted-foreground">
        First start? The one-time password of the administrator was printed at the end of{' '}
        <code className="font-mono">./start</code>.
      </p>
    </main>
  );
};
