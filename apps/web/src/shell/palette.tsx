import { CommandDialog, CommandGroup, CommandItem } from '@archestra/ui';
import { useNavigate, type LinkProps } from '@tanstack/react-router';
import { Blocks, Grid2x2Plus, Moon, Plus, ServerCog, ShieldPlus, Sun, UserPlus, UsersRound } from 'lucide-react';
import { useEffect } from 'react';
import { useProfiles } from '../profile/profile.query.ts';
import { useServers } from '../server/server.query.ts';
import { useCan } from '../session/session.query.ts';
import { useTeams } from '../team/team.query.ts';
import { visibleNavigation } from './nav.ts';
import { chooseTheme } from './theme.ts';

/** Opens the palette with ⌘K or Ctrl K, from anywhere. */
export const usePaletteShortcut = (setOpen: (update: (open: boolean) => boolean) => void): void => {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen((open) => !open);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [setOpen]);
};

type Go = (target: Pick<LinkProps, 'to' | 'params' | 'search'>) => void;

const Things = ({ go }: { go: Go }) => {
  const { data: servers = [] } = useServers();
  const { data: profiles = [] } = useProfiles();
  const { data: teams = [] } = useTeams(useCan()('team:read'));
  return (
    <>
      {servers.length > 0 && (
        <CommandGroup heading="Servers">
          {servers.map(({ id, title, name }) => (
            <CommandItem
              key={id}
              value={`server ${title} ${name}`}
              onSelect={() => go({ to: '/mcp/registry/$id', params: { id } })}
            >
              <ServerCog aria-hidden />
              {title}
            </CommandItem>
          ))}
        </CommandGroup>
      )}
      {profiles.length > 0 && (
        <CommandGroup heading="Profiles">
          {profiles.map(({ id, name }) => (
            <CommandItem
              key={id}
              value={`profile ${name} ${id}`}
              onSelect={() => go({ to: '/mcp/profiles/$id', params: { id } })}
            >
              <Blocks aria-hidden />
              {name}
            </CommandItem>
          ))}
        </CommandGroup>
      )}
      {teams.length > 0 && (
        <CommandGroup heading="Teams">
          {teams.map(({ id, name }) => (
            <CommandItem
              key={id}
              value={`team ${name} ${id}`}
              onSelect={() => go({ to: '/settings/teams/$id', params: { id } })}
            >
              <UsersRound aria-hidden />
              {name}
            </CommandItem>
          ))}
        </CommandGroup>
      )}
    </>
  );
};

/** Everything a person can go to or do, found by typing. */
export const Palette = ({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) => {
  const can = useCan();
  const navigate = useNavigate();
  const run = (action: () => void) => {
    onOpenChange(false);
    action();
  };
  const go: Go = (target) => run(() => void navigate(target));
  return (
    <CommandDialog
      open={open}
      onOpenChange={onOpenChange}
      placeholder="Go to a page, server, profile or team"
      empty="Nothing has that name."
    >
      <CommandGroup heading="Pages">
        {visibleNavigation(can).flatMap(({ items }) =>
          items.map(({ to, label, icon: Icon }) => (
            <CommandItem key={to} value={`page ${label}`} onSelect={() => go({ to })}>
              <Icon aria-hidden />
              {label}
            </CommandItem>
          )),
        )}
      </CommandGroup>
      <Things go={go} />
      <CommandGroup heading="Actions">
        {(can('mcp-server:write') || can('server-request:write')) && (
          <CommandItem onSelect={() => go({ to: '/mcp/registry/new' })}>
            <Plus aria-hidden />
            {can('mcp-server:write') ? 'Add a server' : 'Ask for a server'}
          </CommandItem>
        )}
        {can('invitation:write') && (
          <CommandItem onSelect={() => go({ to: '/settings/members', search: { invite: true } })}>
            <UserPlus aria-hidden />
            Invite a person
          </CommandItem>
        )}
        {can('role:write') && (
          <CommandItem onSelect={() => go({ to: '/settings/roles/new' })}>
            <ShieldPlus aria-hidden />
            Create a role
          </CommandItem>
        )}
        {can('profile:write') && (
          <CommandItem onSelect={() => go({ to: '/mcp/profiles/assign' })}>
            <Grid2x2Plus aria-hidden />
            Change many profiles
          </CommandItem>
        )}
        <CommandItem onSelect={() => run(() => chooseTheme('light'))}>
          <Sun aria-hidden />
          Light appearance
        </CommandItem>
        <CommandItem onSelect={() => run(() => chooseTheme('dark'))}>
          <Moon aria-hidden />
          Dark appearance
        </CommandItem>
      </CommandGroup>
    </CommandDialog>
  );
};
