import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { app } from '../app.route.ts';
import { StatisticSearch } from '../cost/period.ts';
import { LlmCallFilter } from './filter.ts';

/** Pages around models and money. */
export const llmPages = [
  createRoute({
    getParentRoute: () => app,
    path: '/llm/logs',
    validateSearch: LlmCallFilter,
    component: lazyRouteComponent(() => import('./llm-call-list.page.tsx'), 'LlmCallListPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/llm/logs/$id',
    component: lazyRouteComponent(() => import('./llm-call.page.tsx'), 'LlmCallPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/llm/cost/statistics',
    validateSearch: StatisticSearch,
    component: lazyRouteComponent(() => import('../cost/statistics.page.tsx'), 'StatisticsPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/llm/cost/limits',
    component: lazyRouteComponent(() => import('../budget/budget-list.page.tsx'), 'BudgetListPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/llm/cost/token-price',
    validateSearch: z.object({ search: z.string().max(200).optional().catch(undefined) }),
    component: lazyRouteComponent(() => import('../price/price-list.page.tsx'), 'PriceListPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/llm/cost/optimization-rules',
    component: lazyRouteComponent(() => import('../optimization-rule/rule-list.page.tsx'), 'RuleListPage'),
  }),
  createRoute({
    getParentRoute: () => app,
    path: '/settings/providers',
    component: lazyRouteComponent(() => import('../provider/provider-list.page.tsx'), 'ProviderListPage'),
  }),
] as const;
