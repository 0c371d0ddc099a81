import type { Permission } from '@archestra/contracts';
import {
  Blocks,
  Diff,
  Inbox,
  BookMarked,
  KeyRound,
  ListTree,
  ScrollText,
  ServerCog,
  UserRound,
  type LucideIcon,
} from 'lucide-react';

/** Pages that can be reached from the navigation. */
export type NavPath =
  | '/mcp/registry'
  | '/mcp/registry/installation-requests'
  | '/mcp/registry/tool-changes'
  | '/mcp/profiles'
  | '/mcp/logs'
  | '/memories'
  | '/settings/tokens'
  | '/settings/account'
  | '/audit';

export interface NavItem {
  to: NavPath;
  label: string;
  icon: LucideIcon;
  permission?: Permission;
}
export interface NavGroup {
  label: string;
  items: readonly NavItem[];
}

/** The navigation: only pages that work, in the order a newcomer needs them. */
export const navigation: readonly NavGroup[] = [
  {
    label: 'MCP',
    items: [
      { to: '/mcp/registry', label: 'Servers', icon: ServerCog, permission: 'mcp-server:read' },
      {
        to: '/mcp/registry/installation-requests',
        label: 'Requests',
        icon: Inbox,
        permission: 'server-request:read',
      },
      { to: '/mcp/registry/tool-changes', label: 'Changed tools', icon: Diff, permission: 'tool-change:review' },
      { to: '/mcp/profiles', label: 'Profiles', icon: Blocks, permission: 'profile:read' },
      { to: '/mcp/logs', label: 'Calls', icon: ListTree, permission: 'mcp-tool-call:read' },
    ],
  },
  { label: 'Knowledge', items: [{ to: '/memories', label: 'Memories', icon: BookMarked, permission: 'memory:read' }] },
  {
    label: 'Settings',
    items: [
      { to: '/settings/tokens', label: 'API tokens', icon: KeyRound, permission: 'token:read' },
      { to: '/settings/account', label: 'Account', icon: UserRound },
      { to: '/audit', label: 'Audit', icon: ScrollText, permission: 'audit-entry:read' },
    ],
  },
];

/** The navigation without what the person may not open, and without groups that are empty then. */
export const visibleNavigation = (can: (permission: Permission) => boolean): NavGroup[] =>
  navigation
    .map((group) => ({ ...group, items: group.items.filter(({ permission }) => !permission || can(permission)) }))
    .filter(({ items }) => items.length > 0);

/** The entry a page belongs to: of those that lead to it, the one that says most. */
export const placeOf = (groups: readonly NavGroup[], path: string): NavPath | undefined =>
  groups
    .flatMap(({ items }) => items.map(({ to }) => to))
    .filter((to) => path === to || path.startsWith(`${to}/`))
    .toSorted((a, b) => b.length - a.length)[0];
