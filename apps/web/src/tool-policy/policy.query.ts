import { consoleRoutes, type InvocationPolicy, type ResultPolicy, type RouteInput } from '@archestra/contracts';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/api.client.ts';
import { useChange } from '../api/change.ts';
import { keys } from '../api/keys.ts';

/** A policy on calls or on results. */
export type AnyPolicy = ({ kind: 'call' } & InvocationPolicy) | ({ kind: 'result' } & ResultPolicy);
/** What is kept of a policy; `id` when it exists already. */
export type PolicyInput = { id?: string } & (
  | ({ kind: 'call' } & RouteInput<typeof consoleRoutes.createInvocationPolicy>['body'])
  | ({ kind: 'result' } & RouteInput<typeof consoleRoutes.createResultPolicy>['body'])
);

export const useInvocationPolicies = () =>
  useQuery({
    queryKey: keys.invocationPolicies,
    queryFn: ({ signal }) => call(consoleRoutes.listInvocationPolicies, {}, signal),
    select: ({ items }) => items.map((policy): AnyPolicy => ({ kind: 'call', ...policy })),
  });

export const useResultPolicies = () =>
  useQuery({
    queryKey: keys.resultPolicies,
    queryFn: ({ signal }) => call(consoleRoutes.listResultPolicies, {}, signal),
    select: ({ items }) => items.map((policy): AnyPolicy => ({ kind: 'result', ...policy })),
  });

const refresh = [keys.toolPolicies, keys.tools];

const save = (policy: PolicyInput): Promise<unknown> => {
  if (policy.kind === 'call') {
    const { id, kind: _, ...body } = policy;
    return id === undefined
      ? call(consoleRoutes.createInvocationPolicy, { body })
      : call(consoleRoutes.updateInvocationPolicy, { params: { id }, body });
  }
  const { id, kind: _, ...body } = policy;
  return id === undefined
    ? call(consoleRoutes.createResultPolicy, { body })
    : call(consoleRoutes.updateResultPolicy, { params: { id }, body });
};

export const useSavePolicy = () =>
  useChange(save, { refresh, done: 'Saved. It holds from the next call on.', showsError: true });

export const useDeletePolicy = () =>
  useChange(
    ({ kind, id }: AnyPolicy): Promise<unknown> =>
      kind === 'call'
        ? call(consoleRoutes.deleteInvocationPolicy, { params: { id } })
        : call(consoleRoutes.deleteResultPolicy, { params: { id } }),
    { refresh, done: 'Policy deleted' },
  );
