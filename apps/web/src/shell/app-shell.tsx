import { Alert, Button, cn, Sheet, SheetContent, SheetTrigger } from '@archestra/ui';
import { Link, Outlet, useMatches } from '@tanstack/react-router';
import { Menu, Search } from 'lucide-react';
import { useState } from 'react';
import { BudgetAlerts } from '../budget/alert.ts';
import { LiveProvider } from '../live/live.tsx';
import { useFreshRights, useSession } from '../session/session.query.ts';
import { Wordmark } from './mark.tsx';
import { NavList } from './nav-list.tsx';
import { Palette, usePaletteShortcut } from './palette.tsx';
import { PlatformNote } from './platform-note.tsx';
import { UserMenu } from './user-menu.tsx';

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

const Sidebar = ({ onSearch }: { onSearch: () => void }) => (
  <aside className="sticky top-0 hidden h-dvh w-56 shrink-0 flex-col gap-4 border-r bg-card px-3 py-4 md:flex">
    <Link to="/mcp/registry" className="rounded-md px-1.5">
      <Wordmark />
    </Link>
    <Button
      variant="outline"
      className="justify-start bg-background font-normal text-muted-foreground"
      onClick={onSearch}
    >
      <Search aria-hidden />
      Go to…
      <kbd className="ml-auto rounded border bg-card px-1 font-sans text-[11px]">{isApple ? '⌘K' : 'Ctrl K'}</kbd>
    </Button>
    <div className="-mx-1 min-h-0 flex-1 overflow-y-auto px-1">
      <NavList />
    </div>
    <PlatformNote />
    <div className="-mx-1 border-t pt-3">
      <UserMenu />
    </div>
  </aside>
);

const PhoneBar = ({ onSearch }: { onSearch: () => void }) => {
  const [open, setOpen] = useState(false);
  return (
    <header className="sticky top-0 z-30 flex h-13 items-center justify-between border-b bg-card px-3 md:hidden">
      <Sheet open={open} onOpenChange={setOpen}>
        <SheetTrigger asChild>
          <Button variant="ghost" size="icon" aria-label="Open the navigation">
            <Menu />
          </Button>
        </SheetTrigger>
        <SheetContent title="Navigation" className="gap-4 px-3 py-4">
          <Wordmark />
          <div className="min-h-0 flex-1 overflow-y-auto">
            <NavList onNavigate={() => setOpen(false)} />
          </div>
          <PlatformNote />
          <div className="border-t pt-3">
            <UserMenu />
          </div>
        </SheetContent>
      </Sheet>
      <Link to="/mcp/registry" className="rounded-md">
        <Wordmark />
      </Link>
      <Button variant="ghost" size="icon" aria-label="Go to a page, server or profile" onClick={onSearch}>
        <Search />
      </Button>
    </header>
  );
};

const PasswordBanner = ({ className }: { className: string }) => (
  <Alert
    tone="warning"
    className={className}
    action={
      <Button asChild variant="outline" size="sm">
        <Link to="/settings/account">Change password</Link>
      </Button>
    }
  >
    You still use the one-time password. Choose your own.
  </Alert>
);

/** The frame of every page behind the sign-in. */
export const AppShell = () => {
  const { mustChangePassword } = useSession();
  useFreshRights();
  const [palette, setPalette] = useState(false);
  const fills = useMatches({ select: (matches) => matches.some(({ staticData }) => staticData.fillsScreen) });
  usePaletteShortcut(setPalette);
  return (
    <LiveProvider>
      <BudgetAlerts />
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-primary px-3 py-2 text-primary-foreground focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <div className={cn('flex min-h-dvh flex-col md:flex-row', fills && 'h-dvh')}>
        <Sidebar onSearch={() => setPalette(true)} />
        <PhoneBar onSearch={() => setPalette(true)} />
        <main
          id="main"
          tabIndex={-1}
          className={cn('min-w-0 flex-1 outline-none', fills ? 'min-h-0' : 'px-4 py-5 sm:px-6 lg:px-8 lg:py-7')}
        >
          <div className={fills ? 'flex h-full flex-col' : 'mx-auto max-w-6xl'}>
            {mustChangePassword && <PasswordBanner className={fills ? 'm-3 mb-0' : 'mb-5'} />}
            <Outlet />
          </div>
        </main>
      </div>
      <Palette open={palette} onOpenChange={setPalette} />
    </LiveProvider>
  );
};
