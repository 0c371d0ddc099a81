import { describe, expect, it } from '@jest/globals';
import type { Deployment, McpServerObject, Pod } from '../cluster/cluster.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import { McpServerSpec, type ConditionReason } from '../cluster/mcp-server.ts';
import { annotation } from '../manifest/label.ts';
import type { Observation } from './observation.ts';
import { diagnose } from './server.diagnosis.ts';
import { runningStatus, unapprovedStatus } from './server-status.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const ago = (seconds: number): string => new Date(NOW - seconds * 1_000).toISOString();

const server: McpServerObject = {
  apiVersion: 'archestra.dev/v1alpha1',
  kind: 'McpServer',
  metadata: { name: 'files', generation: 3 },
  spec: { transport: 'http', image: 'registry/files:1', port: 8_080, resources: { memory: '64Mi' } },
};
const deployment = (change: object = {}): Deployment =>
  ({
    metadata: { name: 'files', generation: 2 },
    spec: { template: { metadata: { annotations: { [annotation.configHash]: 'now' } } } },
    status: { observedGeneration: 2 },
    ...change,
  }) as unknown as Deployment;

type State = NonNullable<NonNullable<Pod['status']>['containerStatuses']>[number];
const pod = (states: Partial<State>[] = [], status: object = {}, template = 'now', name = 'files-1'): Pod =>
  ({
    metadata: { name, uid: name, creationTimestamp: ago(60), annotations: { [annotation.configHash]: template } },
    spec: { containers: [] },
    status: {
      phase: 'Running',
      containerStatuses: states.map((state) => ({
        name: 'server',
        image: 'i',
        imageID: '',
        ready: false,
        restartCount: 0,
        ...state,
      })),
      ...status,
    },
  }) as unknown as Pod;
const ready = { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: ago(30) }] };
const waitingFor = (reason: string, message: string): Partial<State> => ({ state: { waiting: { reason, message } } });
const ended = (exitCode: number, more: object = {}): Partial<State> => ({
  restartCount: 3,
  state: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: { terminated: { exitCode, containerID: 'run-1', ...more } },
});
const evicted = (seconds: number): Pod =>
  pod(
    [],
    {
      phase: 'Failed',
      reason: 'Evicted',
      message: 'Usage of EmptyDir volume "tmp" exceeds the limit "4Mi".',
      conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: ago(seconds) }],
    },
    'now',
    'files-0',
  );

const seen = (change: Partial<Observation> = {}): Observation => ({
  server,
  spec: McpServerSpec.parse(server.spec),
  deployment: deployment(),
  pods: [pod([{ ready: true, state: { running: { startedAt: ago(30) } } }], ready)],
  refusal: undefined,
  nowMs: NOW,
  neverReadyAfterMs: 60_000,
  log: (id) => (id === 'run-1' ? ['reading config', 'no such key: PATH_TO_X'] : undefined),
  ...change,
});
const failedCreate = (message: string): Partial<Observation> => ({
  pods: [],
  deployment: deployment({
    status: { observedGeneration: 2, conditions: [{ type: 'ReplicaFailure', status: 'True', message }] },
  }),
});

describe('diagnose', () => {
  it.each<[string, Partial<Observation>, ConditionReason, RegExp]>([
    ['runs', {}, 'Running', /^The server runs\.$/],
    [
      'sleeps',
      { spec: McpServerSpec.parse({ ...server.spec, replicas: 0 }), pods: [] },
      'ScaledToZero',
      /wakes up with the next call/,
    ],
    [
      'the change is not seen yet',
      { deployment: deployment({ status: { observedGeneration: 1 } }) },
      'Replacing',
      /being replaced/,
    ],
    ['has no pod yet', { pods: [] }, 'Starting', /being made/],
    ['only the old pod is there', { pods: [pod([], ready, 'before')] }, 'Starting', /being made/],
    ['is pulled', { pods: [pod([waitingFor('ContainerCreating', '')])] }, 'Starting', /being prepared/],
    [
      'image missing',
      { pods: [pod([waitingFor('ImagePullBackOff', 'manifest unknown')])] },
      'ImageNotFound',
      /registry\/files:1 could not be fetched.*tag.*manifest unknown/,
    ],
    [
      'image refused',
      { pods: [pod([waitingFor('ErrImagePull', 'pull access denied, unauthorized')])] },
      'ImageRefused',
      /Add a pull secret/,
    ],
    [
      'image nonsense',
      { pods: [pod([waitingFor('InvalidImageName', 'x')])] },
      'ImageNotFound',
      /not a valid image reference/,
    ],
    [
      'secret missing',
      { pods: [pod([waitingFor('CreateContainerConfigError', 'secret "files" not found')])] },
      'SecretMissing',
      /credential.*missing/,
    ],
    [
      'cannot be made',
      { pods: [pod([waitingFor('CreateContainerConfigError', 'image will run as root')])] },
      'InvalidSpec',
      /run as root/,
    ],
    [
      'cannot be started',
      { pods: [pod([waitingFor('RunContainerError', 'exec: no such file')])] },
      'CrashLoop',
      /Check its command.*no such file/,
    ],
    ['crashes', { pods: [pod([ended(3)])] }, 'CrashLoop', /exit code 3.*started 4 times[\s\S]*no such key: PATH_TO_X/],
    [
      'crashed on the first run',
      { pods: [pod([{ state: { terminated: { exitCode: 1, containerID: 'run-1' } } }])] },
      'CrashLoop',
      /started 1 time and/,
    ],
    ['was killed by a signal', { pods: [pod([ended(137, { signal: 9 })])] }, 'CrashLoop', /by signal 9/],
    ['ends by itself', { pods: [pod([ended(0)])] }, 'Exited', /should wait for requests/],
    [
      'out of memory',
      { pods: [pod([ended(137, { reason: 'OOMKilled' })])] },
      'OutOfMemory',
      /limit of 64Mi.*Give it more memory/,
    ],
    [
      'up again, but for how long',
      { pods: [pod([{ ...ended(3), ready: true, state: { running: { startedAt: ago(2) } } }], ready)] },
      'CrashLoop',
      /exit code 3/,
    ],
    [
      'up again for good',
      { pods: [pod([{ ...ended(3), ready: true, state: { running: { startedAt: ago(30) } } }], ready)] },
      'Running',
      /runs/,
    ],
    [
      'one crash is forgiven',
      {
        pods: [pod([{ ...ended(3), restartCount: 1, ready: true, state: { running: { startedAt: ago(2) } } }], ready)],
      },
      'Running',
      /runs/,
    ],
    ['not ready yet', { pods: [pod([{ state: { running: { startedAt: ago(20) } } }])] }, 'Starting', /not ready yet/],
    [
      'never ready',
      { pods: [pod([{ state: { running: { startedAt: ago(90) } } }])] },
      'NeverReady',
      /for 90 seconds.*port 8080/,
    ],
    ['disk full', { pods: [evicted(5)] }, 'DiskFull', /wrote more to its disk.*EmptyDir/],
    [
      'disk full, and the next pod starts',
      { pods: [evicted(5), pod([waitingFor('ContainerCreating', '')])] },
      'DiskFull',
      /wrote more/,
    ],
    [
      'disk was full, and the next pod runs',
      { pods: [evicted(60), pod([], ready)] },
      'Running',
      /runs\. Before that: .*wrote more/,
    ],
    ['disk was full long ago', { pods: [evicted(3_600), pod([], ready)] }, 'Running', /^The server runs\.$/],
    [
      'no room',
      {
        pods: [
          pod([], { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', message: '0/1 nodes' }] }),
        ],
      },
      'Unschedulable',
      /No node.*0\/1 nodes/,
    ],
    ['over quota', failedCreate('pods "x" is forbidden: exceeded quota: small'), 'QuotaExceeded', /raise the quota/],
    [
      'against pod security',
      failedCreate('pods "x" is forbidden: violates PodSecurity "restricted:latest"'),
      'RefusedByPolicy',
      /policy of the cluster/,
    ],
    [
      'refused by a webhook',
      { refusal: new ClusterError('Forbidden', 'admission webhook "x" denied the request: no') },
      'RefusedByPolicy',
      /denied the request/,
    ],
    [
      'refused as nonsense',
      { refusal: new ClusterError('Invalid', 'spec.x: Invalid value') },
      'InvalidSpec',
      /spec\.x/,
    ],
  ])('%s', (_what, change, reason, words) => {
    const diagnosis = diagnose(seen(change));
    expect(diagnosis.reason).toBe(reason);
    expect(diagnosis.message).toMatch(words);
    expect(diagnosis.ready ?? false).toBe(reason === 'Running');
  });

  it('asks for the log it does not know, of the right run', () => {
    const back = diagnose(seen({ pods: [pod([ended(3, { containerID: 'run-2' })])] }));
    expect(back.wantsLog).toEqual({ pod: 'files-1', container: 'server', containerId: 'run-2', previous: false });
    const up = { ...ended(3, { containerID: 'run-2' }), state: { running: { startedAt: ago(1) } } };
    expect(diagnose(seen({ pods: [pod([up])] })).wantsLog?.previous).toBe(true);
  });

  it('tells of a package that does not arrive', () => {
    const initContainerStatuses = [{ name: 'package', image: 'i', imageID: '', ready: false, ...ended(1) }];
    const diagnosis = diagnose(seen({ pods: [pod([], { phase: 'Pending', initContainerStatuses })] }));
    expect([diagnosis.reason, diagnosis.message]).toEqual([
      'PackageNotFetched',
      expect.stringMatching(/package of the server could not/),
    ]);
  });

  it('quotes no control characters and no endless lines', () => {
    const log = (): string[] => ['\u001b[31mred\u001b[0m\u0007\u202e', 'x'.repeat(5_000)];
    const { message } = diagnose(seen({ pods: [pod([ended(1)])], log }));
    expect(message).toMatch(/\nred {2}\nx{300} …$/);
  });
});

describe('status', () => {
  it('keeps the time of a condition until it changes', () => {
    const first = runningStatus(seen(), diagnose(seen()), undefined);
    const before = { ...server, status: first };
    const later = { nowMs: NOW + 60_000, server: before };
    const same = runningStatus(seen(later), diagnose(seen()), undefined);
    expect(same.conditions).toEqual(first.conditions);
    const broken = seen({ ...later, pods: [pod([ended(3)])] });
    const changed = runningStatus(broken, diagnose(broken), undefined);
    expect(
      changed.conditions.map(({ type, status, lastTransitionTime }) => [type, status, lastTransitionTime]),
    ).toEqual([
      ['Ready', 'False', '2026-06-01T12:01:00Z'],
      ['Progressing', 'False', '2026-06-01T12:00:00Z'],
      ['Approved', 'True', '2026-06-01T12:00:00Z'],
    ]);
    expect(changed.observedGeneration).toBe(3);
  });

  it('says that a proposal waits for review', () => {
    const { conditions } = unapprovedStatus(server, NOW);
    expect(conditions.every(({ status }) => status === 'False')).toBe(true);
    expect(conditions[2]).toMatchObject({
      type: 'Approved',
      message: expect.stringMatching(/Waiting for review in the console/),
    });
  });
});
