import { kubectl } from '@archestra/testing/cluster';

const kinds = 'mcpservers,deployments,replicasets,pods,services,secrets,serviceaccounts,networkpolicies';

/** Everything that exists in a namespace besides what every namespace has: kinds with names. */
export const leftOvers = (namespace: string): string[] =>
  kubectl(['-n', namespace, 'get', kinds, '-o', 'name'])
    .split('\n')
    .filter((line) => line !== '' && line !== 'serviceaccount/default')
    .sort();

/** A server over Streamable HTTP as a person would write it down. */
export const manifestOf = (name: string, image: string): string =>
  JSON.stringify({
    apiVersion: 'archestra.dev/v1alpha1',
    kind: 'McpServer',
    metadata: { name },
    spec: { transport: 'http', image, port: 8_080, path: '/mcp' },
  });

interface Approval {
  type: string;
  status: string;
  reason: string;
  message: string;
}

/** The condition in which whoever applied a server reads what was decided about it. */
export const approvalOf = (namespace: string, name: string): Approval | undefined => {
  const object = JSON.parse(kubectl(['-n', namespace, 'get', 'mcpservers', name, '-o', 'json'])) as {
    status?: { conditions?: Approval[] };
  };
  return object.status?.conditions?.find(({ type }) => type === 'Approved');
};
