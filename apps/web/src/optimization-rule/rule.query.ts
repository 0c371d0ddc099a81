import { consoleRoutes, type OptimizationRule, type RouteInput } from '@archestra/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';

/** Every rule in the order in which they are tried; not asked for those who may not know. */
export const useRules = (enabled = true) =>
  useQuery({
    queryKey: keys.optimizationRules,
    enabled,
    queryFn: ({ signal }) => call(consoleRoutes.listOptimizationRules, {}, signal),
    select: ({ items }) => items.toSorted((a, b) => a.priority - b.priority || a.createdAt.localeCompare(b.createdAt)),
  });

export type RuleBody = RouteInput<typeof consoleRoutes.createOptimizationRule>['body'];
export const useCreateRule = () =>
  useChange((body: RuleBody) => call(consoleRoutes.createOptimizationRule, { body }), {
    refresh: [keys.optimizationRules],
    done: 'Rule saved',
    showsError: true,
  });

const update = ({ id, createdAt: _, ...body }: RuleBody & { id: string; createdAt?: string }) =>
  call(consoleRoutes.updateOptimizationRule, { params: { id }, body });

export const useUpdateRule = () =>
  useChange(update, { refresh: [keys.optimizationRules], done: 'Rule saved', showsError: true });

/** Switches a rule on or off. */
export const useSwitchRule = () =>
  useChange((rule: OptimizationRule) => update({ ...rule, isEnabled: !rule.isEnabled }), {
    refresh: [keys.optimizationRules],
  });

/** Gives rules other places in the order, one after the other. */
export const useOrderRules = () =>
  useChange(
    async (rules: readonly OptimizationRule[]) => {
      for (const rule of rules) await update(rule);
    },
    { refresh: [keys.optimizationRules] },
  );

export const useDeleteRule = () =>
  useChange((id: string) => call(consoleRoutes.deleteOptimizationRule, { params: { id } }), {
    refresh: [keys.optimizationRules],
    done: 'Rule deleted',
  });

const DAY_MS = 86_400_000;

/** What a rule would have done with the calls of the last days; nothing changes. */
export const useSimulation = () =>
  useMutation({
    mutationFn: ({ rule, days }: { rule: RuleBody; days: number }) => {
      const [from, to] = [Date.now() - days * DAY_MS, Date.now()].map((at) => new Date(at).toISOString());
      return call(consoleRoutes.simulateOptimizationRule, { body: { rule, from: from ?? '', to: to ?? '' } });
    },
  });
