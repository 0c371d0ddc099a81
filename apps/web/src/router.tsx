import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { z } from 'zod';
import { RequestStatus } from '@archestra/contracts';
import { app, root } from './app.route.ts';
import { guardPages } from './approval/guard.routes.ts';
import { CallFilter } from './call/filter.ts';
import { RegistrySearch, ServerTab } from './catalog/search.ts';
import { chatPages } from './chat/chat.routes.ts';
import { llmPages } from './llm-call/llm.routes.ts';
import { NotFound, PageError, PagePending } from './shell/fallback.tsx';

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: z.object({
    to: z.string().optional().catch(undefined),
    /** Fills the form in for who has just accepted an invitation. */
    email: z.string().max(320).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./session/sign-in.page.tsx'), 'SignInPage'),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(() => import('./invitation/invitation.page.tsx'), 'InvitationPage'),
});

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/mcp/registry' });
  },
});

/** A short address of the queue that people and mails may use. */
const requestsAlias = createRoute({
  getParentRoute: () => root,
  path: '/mcp/registry/requests',
  beforeLoad: () => {
    throw redirect({ to: '/mcp/registry/installation-requests' });
  },
});
const requestAlias = createRoute({
  getParentRoute: () => root,
  path: '/mcp/registry/requests/$id',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/mcp/registry/installation-requests/$id', params });
  },
});

const pages = [
  createRoute({
    getParentRoute: () => app,
    path: '/mcp/registry',
    validateSearch: RegistrySearch,
    component: lazyRouteComponent(() => import('./catalog/registry.page.tsx'), 'RegistryPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/mcp/registry/new',
    validateSearch: z.object({
      /** A request that is changed and sent again. */
      request: z.uuid().optional().catch(undefined),
      /** An item that gets a new version. */
      item: z.uuid().optional().catch(undefined),
    }),
    component: lazyRouteComponent(() => import('./server/add/add-server.page.tsx'), 'AddServerPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/mcp/registry/installation-requests',
    validateSearch: z.object({ status: RequestStatus.optional().catch(undefined) }),
    component: lazyRouteComponent(() => import('./request/request-list.page.tsx'), 'RequestListPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/mcp/registry/installation-requests/$id',
    component: lazyRouteComponent(() => import('./request/request.page.tsx'), 'RequestPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/mcp/registry/tool-changes',
    validateSearch: z.object({ server: z.uuid().optional().catch(undefined) }),
    component: lazyRouteComponent(() => import('./change/change-list.page.tsx'), 'ChangeListPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/mcp/registry/$id',
    validateSearch: z.object({ tab: ServerTab.optional().catch(undefined) }),
    component: lazyRouteComponent(() => import('./server/server.page.tsx'), 'ServerPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/mcp/profiles',
    component: lazyRouteComponent(() => import('./profile/profile-list.page.tsx'), 'ProfileListPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/mcp/profiles/assign',
    component: lazyRouteComponent(() => import('./assignment/assignment.page.tsx'), 'AssignmentPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/mcp/profiles/$id',
    validateSearch: z.object({ tab: z.enum(['tools', 'access', 'connect']).optional().catch(undefined) }),
    component: lazyRouteComponent(() => import('./profile/profile.page.tsx'), 'ProfilePage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/mcp/logs',
    validateSearch: CallFilter,
    component: lazyRouteComponent(() => import('./call/call-list.page.tsx'), 'CallListPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/mcp/logs/$id',
    component: lazyRouteComponent(() => import('./call/call.page.tsx'), 'CallPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/memories',
    component: lazyRouteComponent(() => import('./memory/memory-list.page.tsx'), 'MemoryListPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/settings/tokens',
    component: lazyRouteComponent(() => import('./token/token-list.page.tsx'), 'TokenListPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/settings/shared-tokens',
    component: lazyRouteComponent(() => import('./token/shared-token-list.page.tsx'), 'SharedTokenListPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/settings/members',
    validateSearch: z.object({
      tab: z.enum(['invitations']).optional().catch(undefined),
      invite: z.literal(true).optional().catch(undefined),
    }),
    component: lazyRouteComponent(() => import('./user/member-list.page.tsx'), 'MemberListPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/settings/teams',
    component: lazyRouteComponent(() => import('./team/team-list.page.tsx'), 'TeamListPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/settings/teams/$id',
    validateSearch: z.object({ tab: z.enum(['members', 'reach', 'tokens']).optional().catch(undefined) }),
    component: lazyRouteComponent(() => import('./team/team.page.tsx'), 'TeamPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/settings/roles',
    component: lazyRouteComponent(() => import('./role/role-list.page.tsx'), 'RoleListPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/settings/roles/new',
    validateSearch: z.object({ from: z.string().optional().catch(undefined) }),
    component: lazyRouteComponent(() => import('./role/new-role.page.tsx'), 'NewRolePage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/settings/roles/$ref',
    validateSearch: z.object({ with: z.string().optional().catch(undefined) }),
    component: lazyRouteComponent(() => import('./role/role.page.tsx'), 'RolePage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/settings/organization',
    component: lazyRouteComponent(() => import('./organization/organization.page.tsx'), 'OrganizationPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/credentials',
    validateSearch: z.object({
      server: z.uuid().optional().catch(undefined),
      tab: z.enum(['all']).optional().catch(undefined),
    }),
    component: lazyRouteComponent(() => import('./credential/credential-list.page.tsx'), 'CredentialListPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/settings/account',
    component: lazyRouteComponent(() => import('./account/account.page.tsx'), 'AccountPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/audit',
    component: lazyRouteComponent(() => import('./audit/audit.page.tsx'), 'AuditPage'),
  }),
] as const;

/** The router of the console; `queries` lets guards ask who is signed in. */
export const createConsoleRouter = (queries: QueryClient) =>
  createRouter({
    routeTree: root.addChildren([
      signIn,
      requestsAlias,
      requestAlias,
      invitation,
      home,
      app.addChildren([...pages, ...chatPages, ...guardPages, ...llmPages]),
    ]),
    context: { queries },
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultErrorComponent: PageError,
    defaultPendingComponent: PagePending,
    defaultNotFoundComponent: NotFound,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
  interface StaticDataRouteOption {
    /** The page takes the whole screen beside the navigation, and scrolls inside itself. */
    fillsScreen?: boolean;
  }
}
