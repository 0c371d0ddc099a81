import { randomUUID } from 'node:crypto';
import type { EgressAttempt, ServerCondition, ServerInstance, ServerPod } from '@archestra/contracts';
import { ago, id } from './base.ts';
import { calls } from './calls.ts';
import { member } from './people.ts';
import { servers } from './sample.ts';

const condition = (
  type: string,
  status: ServerCondition['status'],
  reason: string,
  message: string,
): ServerCondition => ({ type, status, reason, message, since: ago(31) });

const pod = (name: string, part: Partial<ServerPod> = {}): ServerPod => ({
  name,
  phase: 'Running',
  ready: true,
  restarts: 0,
  image: 'registry.example.com/archestra/server-base@sha256:41f0c2a7',
  startedAt: ago(31),
  ...part,
});

const instance = (part: Partial<ServerInstance>): ServerInstance => ({
  instance: 'shared',
  phase: 'running',
  message: 'Running.',
  restarts: 0,
  startedAt: ago(31),
  pid: null,
  memoryBytes: 88_080_384,
  cpuMs: 4_210,
  conditions: [
    condition('Approved', 'True', 'Approved', 'Approved by Noor Haddad.'),
    condition('Available', 'True', 'PodReady', 'One pod is ready.'),
  ],
  pods: [],
  ...part,
});

/** What the orchestrator says of the copies of servers, written into the samples: one of each kind. */
const give = (index: number, instances: ServerInstance[]): void => {
  const runtime = servers[index]?.runtime;
  if (runtime) runtime.instances = instances;
};
give(0, [instance({ pid: 4_211, startedAt: ago(190), pods: [], conditions: [] })]);
give(1, [
  instance({ restarts: 2, pods: [pod('everything-7c9d5b6f8-x2lqv', { restarts: 2 })] }),
  instance({
    instance: `user:${member.id}`,
    phase: 'asleep',
    message: 'Asleep. The next call wakes it.',
    startedAt: null,
    memoryBytes: null,
    cpuMs: null,
    conditions: [condition('Available', 'False', 'ScaledToZero', 'Nobody called it for 15 minutes.')],
  }),
]);
give(4, [
  instance({
    phase: 'failed',
    message: 'The program ended with exit code 1 five times in a row.',
    restarts: 5,
    memoryBytes: null,
    cpuMs: null,
    conditions: [
      condition('Approved', 'True', 'Approved', 'Approved by Noor Haddad.'),
      condition(
        'Available',
        'False',
        'CrashLoop',
        'It ended with exit code 1 five times. Its last line was: “ModuleNotFoundError: No module named readability”. Look at the log of the previous run, then add the missing package or another version.',
      ),
    ],
    pods: [pod('web-fetch-5d8f6c9b7-m4kzt', { phase: 'CrashLoopBackOff', ready: false, restarts: 5 })],
  }),
]);
if (servers[1]?.runtime) servers[1].runtime.sandbox = 'pod';

const attempt = (number: number, part: Partial<EgressAttempt>): EgressAttempt => ({
  id: randomUUID(),
  serverId: id(2, 1),
  instance: 'shared',
  host: 'api.example.com',
  port: 443,
  address: '203.0.113.20',
  verdict: 'allowed',
  reason: 'allowed-host',
  seenBy: 'proxy',
  bytesUp: 1_204,
  bytesDown: 48_200,
  callIds: [],
  at: ago(number * 7),
  ...part,
});
const callId = calls[0]?.id ?? '';
const otherCallId = calls[1]?.id ?? '';

/** Where servers tried to connect to, newest first. */
export const egress: EgressAttempt[] = [
  attempt(1, { callIds: [callId] }),
  attempt(2, {
    host: '169.254.169.254',
    port: 80,
    address: '169.254.169.254',
    verdict: 'refused',
    reason: 'metadata-address',
    callIds: [callId],
    bytesUp: 0,
    bytesDown: 0,
  }),
  attempt(3, {
    host: 'collect.tracking.example.net',
    address: null,
    verdict: 'refused',
    reason: 'host-not-allowed',
    callIds: [callId, otherCallId],
    bytesUp: 0,
    bytesDown: 0,
  }),
  attempt(4, {
    host: 'intranet.example.com',
    address: '10.4.1.9',
    verdict: 'refused',
    reason: 'private-address',
    bytesUp: 0,
    bytesDown: 0,
  }),
  attempt(5, { verdict: 'failed', reason: 'unreachable', bytesUp: 0, bytesDown: 0 }),
  attempt(6, {
    host: '198.51.100.7',
    port: 25,
    address: '198.51.100.7',
    verdict: 'refused',
    reason: 'bypassed-proxy',
    seenBy: 'sandbox',
    bytesUp: 0,
    bytesDown: 0,
  }),
];

/** The last hour, one sample a minute, with a spike at the twentieth. */
export const usage = () => ({
  samples: Array.from({ length: 60 }, (_, minute) => ({
    at: ago(60 - minute),
    cpuMillis: Math.round(40 + 30 * Math.sin(minute / 5) + (minute === 20 ? 380 : 0)),
    memoryBytes: Math.round(64_000_000 + minute * 420_000 + 4_000_000 * Math.sin(minute / 7)),
  })),
});

export const manifest = (name: string): string => `apiVersion: mcpservers.archestra.dev/v1alpha1
kind: McpServer
metadata:
  name: ${name}-shared
  namespace: archestra-servers
  labels:
    app.kubernetes.io/managed-by: archestra
spec:
  transport: bridge
  image: registry.example.com/archestra/server-base@sha256:41f0c2a7
  environment:
    - name: LOG_LEVEL
      value: info
  secretName: ${name}-shared # its values are not shown
  resources: { cpu: 500m, memory: 256Mi, ephemeralStorage: 1Gi }
  egress:
    hosts: []
  replicas: 1
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ${name}-shared
  namespace: archestra-servers
spec:
  podSelector: { matchLabels: { mcpservers.archestra.dev/name: ${name}-shared } }
  policyTypes: [Ingress, Egress]
`;
