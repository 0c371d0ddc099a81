import { kubectl } from '@archestra/testing/cluster';

const kinds = 'mcpservers,deployments,replicasets,pods,services,secrets,serviceaccounts,networkpolicies';

/** Everything that exists in a namespace besides what every namespace has: kinds with names. */
export const leftOvers = (namespace: string): string[] =>
  kubectl(['-n', namespace, 'get', kinds, '-o', 'name'])
    .split('\n')
    .filter((line) => line !== '' && line !== 'serviceaccount/default')
    .sort();
