import { consoleRoutes } from '@archestra/contracts';

export interface Passwords {
  current: string;
  next: string;
  again: string;
}

/** The first thing that is wrong with what was typed, and where; nothing when it can be sent. */
export const problemOf = ({
  current,
  next,
  again,
}: Passwords): { field: keyof Passwords; message: string } | undefined => {
  if (current === '') return { field: 'current', message: 'Type the password you signed in with.' };
  if (!consoleRoutes.changePassword.body.shape.newPassword.safeParse(next).success)
    return { field: 'next', message: '12 to 256 characters.' };
  if (next === current) return { field: 'next', message: 'Choose another one than before.' };
  return next === again ? undefined : { field: 'again', message: 'The two do not match.' };
};
