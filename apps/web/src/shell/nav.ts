import type { Permission } from '@archestra/contracts';
import {
  Blocks,
  BookMarked,
  Bot,
  Building2,
  ChartColumn,
  Cpu,
  Diff,
  Gauge,
  Hand,
  Inbox,
  KeyRound,
  ListTree,
  Logs,
  MessagesSquare,
  ScrollText,
  ServerCog,
  ShieldAlert,
  ShieldCheck,
  Shuffle,
  Split,
  Tags,
  SquareSlash,
  UserRound,
  Users,
  UsersRound,
  Vault,
  Wrench,
  type LucideIcon,
} from 'lucide-react';

/** Pages that can be reached from the navigation. */
export type NavPath =
  | '/chat'
  | '/chat/prompts'
  | '/mcp/registry'
  | '/mcp/registry/installation-requests'
  | '/mcp/registry/tool-changes'
  | '/mcp/profiles'
  | '/mcp/logs'
  | '/tools'
  | '/approvals'
  | '/quarantine'
  | '/settings/dual-llm'
  | '/llm/logs'
  | '/llm/cost/statistics'
  | '/llm/cost/limits'
  | '/llm/cost/token-price'
  | '/llm/cost/optimization-rules'
  | '/settings/providers'
  | '/memories'
  | '/credentials'
  | '/settings/tokens'
  | '/settings/shared-tokens'
  | '/settings/members'
  | '/settings/teams'
  | '/settings/roles'
  | '/settings/organization'
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
    label: 'Chat',
    items: [
      { to: '/chat', label: 'Chats', icon: MessagesSquare, permission: 'chat:write' },
      { to: '/chat/prompts', label: 'Prompts', icon: SquareSlash, permission: 'prompt:read' },
    ],
  },
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
  {
    label: 'Guardrails',
    items: [
      { to: '/tools', label: 'Tools', icon: Wrench, permission: 'mcp-server:read' },
      { to: '/approvals', label: 'Approvals', icon: Hand, permission: 'approval:read' },
      { to: '/quarantine', label: 'Quarantine', icon: ShieldAlert, permission: 'quarantine:read' },
      { to: '/settings/dual-llm', label: 'Dual LLM', icon: Split, permission: 'tool-policy:read' },
    ],
  },
  {
    label: 'Models',
    items: [
      { to: '/llm/logs', label: 'Model calls', icon: Logs, permission: 'llm-call:read' },
      { to: '/llm/cost/statistics', label: 'Cost', icon: ChartColumn, permission: 'usage:read' },
      { to: '/llm/cost/limits', label: 'Budgets', icon: Gauge, permission: 'budget:read' },
      {
        to: '/llm/cost/optimization-rules',
        label: 'Savings rules',
        icon: Shuffle,
        permission: 'optimization-rule:read',
      },
      { to: '/llm/cost/token-price', label: 'Prices', icon: Tags, permission: 'price:read' },
      { to: '/settings/providers', label: 'Providers', icon: Cpu, permission: 'provider:read' },
    ],
  },
  {
    label: 'You',
    items: [
      { to: '/credentials', label: 'Credentials', icon: Vault, permission: 'credential:read' },
      { to: '/settings/tokens', label: 'API tokens', icon: KeyRound, permission: 'token:read' },
      { to: '/memories', label: 'Memories', icon: BookMarked, permission: 'memory:read' },
      { to: '/settings/account', label: 'Account', icon: UserRound },
    ],
  },
  {
    label: 'Organization',
    items: [
      { to: '/settings/members', label: 'Members', icon: Users, permission: 'user:read' },
      { to: '/settings/teams', label: 'Teams', icon: UsersRound, permission: 'team:read' },
      { to: '/settings/roles', label: 'Roles', icon: ShieldCheck, permission: 'role:read' },
      { to: '/settings/shared-tokens', label: 'Shared tokens', icon: Bot, permission: 'shared-token:read' },
      { to: '/audit', label: 'Audit', icon: ScrollText, permission: 'audit-entry:read' },
      { to: '/settings/organization', label: 'Organization', icon: Building2, permission: 'organization:read' },
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
