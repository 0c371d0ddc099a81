import {
  Button,
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@archestra/ui';
import { Link, useNavigate } from '@tanstack/react-router';
import { ChevronsUpDown, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react';
import { useSession, useSignOut } from '../session/session.query.ts';
import { chooseTheme, useThemeChoice, type ThemeChoice } from './theme.ts';

const themes = [
  { value: 'system', label: 'Like the device', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const;

const isTheme = (value: string): value is ThemeChoice => themes.some((theme) => theme.value === value);

const ThemeChoices = () => (
  <>
    <DropdownMenuLabel>Appearance</DropdownMenuLabel>
    <DropdownMenuRadioGroup value={useThemeChoice()} onValueChange={(value) => isTheme(value) && chooseTheme(value)}>
      {themes.map(({ value, label, icon: Icon }) => (
        <DropdownMenuRadioItem key={value} value={value}>
          <Icon aria-hidden />
          {label}
        </DropdownMenuRadioItem>
      ))}
    </DropdownMenuRadioGroup>
  </>
);

/** Who is signed in, appearance, account and sign out. */
export const UserMenu = () => {
  const { user } = useSession();
  const signOut = useSignOut();
  const navigate = useNavigate();
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          variant="ghost"
          className="h-auto w-full justify-start gap-2.5 px-2 py-1.5 text-left font-normal"
          aria-label="Your account"
        >
          <span
            aria-hidden
            className="flex size-7 items-center justify-center rounded-full bg-accent text-xs font-semibold text-primary"
          >
            {user.name.slice(0, 1).toUpperCase()}
          </span>
          <span className="min-w-0 flex-1">
            <span className="block truncate text-sm font-medium">{user.name}</span>
            <span className="block truncate text-xs text-muted-foreground">{user.email}</span>
          </span>
          <ChevronsUpDown aria-hidden className="text-muted-foreground" />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent side="top" align="start" className="w-56">
        <ThemeChoices />
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <Link to="/settings/account">
            <UserRound aria-hidden />
            Account
          </Link>
        </DropdownMenuItem>
        <DropdownMenuItem
          onSelect={() => signOut.mutate(undefined, { onSuccess: () => void navigate({ to: '/sign-in' }) })}
        >
          <LogOut aria-hidden />
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
};
