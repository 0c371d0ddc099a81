import { kubectl } from '@archestra/testing/cluster';

/** Milliseconds from `kubectl apply` to Ready of a pod with nothing but this image: what the cluster itself takes. */
export const barePod = (namespace: string, image: string, index: number): number => {
  const name = `bare-${index}`;
  const manifest = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'server',
          image,
          imagePullPolicy: 'Never',
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          readinessProbe: { tcpSocket: { port: 8_080 }, periodSeconds: 1 },
        },
      ],
    },
  };
  const startedAt = performance.now();
  kubectl(['apply', '-f', '-'], JSON.stringify(manifest));
  kubectl(['-n', namespace, 'wait', '--for=condition=Ready', `pod/${name}`, '--timeout=120s']);
  const took = performance.now() - startedAt;
  kubectl(['-n', namespace, 'delete', 'pod', name, '--now']);
  return took;
};
