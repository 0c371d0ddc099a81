import { Approval, QuarantinedResult } from '@archestra/contracts';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '../app.route.ts';
import { ToolSearch } from '../tool/filter.ts';

/** Pages around what tools may do and what people decide about it. */
export const guardPages = [
  createRoute({
    getParentRoute: () => app,
    path: '/tools',
    validateSearch: ToolSearch,
    component: lazyRouteComponent(() => import('../tool/tool-list.page.tsx'), 'ToolListPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/approvals',
    validateSearch: z.object({
      /** Absent: those that wait. */
      status: z
        .enum([...Approval.shape.status.options, 'all'])
        .optional()
        .catch(undefined),
    }),
    component: lazyRouteComponent(() => import('./approval-list.page.tsx'), 'ApprovalListPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/quarantine',
    validateSearch: z.object({ status: QuarantinedResult.shape.status.optional().catch(undefined) }),
    component: lazyRouteComponent(() => import('../quarantine/quarantine-list.page.tsx'), 'QuarantineListPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/settings/dual-llm',
    component: lazyRouteComponent(() => import('../dual-llm/dual-llm.page.tsx'), 'DualLlmPage'),
  }),
] as const;
