import { ConfigError, loadConfig } from '@archestra/service';
import { describe, expect, it } from '@jest/globals';
import { ownNamespace } from './cluster/own-namespace.ts';
import { orchestratorNamespace, OrchestratorEnv } from './orchestrator.config.ts';

const load = (environment: Record<string, string>) =>
  loadConfig(OrchestratorEnv, {
    PORT: '0',
    NATS_URL: 'nats://127.0.0.1:1',
    NATS_USER: 'x',
    DATABASE_URL: 'postgres://x@127.0.0.1:1/x',
    SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
    DATA_DIR: '/tmp/x',
    ...environment,
  });

describe('who may speak to servers in pods', () => {
  // In a pod, such as one of a build, the answer is there already.
  const outside = ownNamespace() === undefined ? it : it.skip;

  outside('has to be said: without it the service does not start, and says what to set', () => {
    const start = () => load({ SERVER_RUNTIME: 'kubernetes' });
    expect(start).toThrow(ConfigError);
    expect(start).toThrow(/KUBERNETES_ORCHESTRATOR_CIDRS: .*KUBERNETES_ORCHESTRATOR_NAMESPACE/);
  });

  it.each<[string, Record<string, string>]>([
    ['by networks', { SERVER_RUNTIME: 'kubernetes', KUBERNETES_ORCHESTRATOR_CIDRS: '192.0.2.10/32' }],
    ['by a namespace', { SERVER_RUNTIME: 'kubernetes', KUBERNETES_ORCHESTRATOR_NAMESPACE: 'archestra' }],
    ['not at all for processes', { SERVER_RUNTIME: 'process' }],
  ])('is said %s', (_how, environment) => {
    expect(load(environment)).toMatchObject(environment['KUBERNETES_ORCHESTRATOR_CIDRS'] ? {} : environment);
  });

  it('is by default who runs in the namespace of our own pod', () => {
    expect(orchestratorNamespace({}, 'from-the-pod')).toBe('from-the-pod');
    expect(orchestratorNamespace({ KUBERNETES_ORCHESTRATOR_NAMESPACE: 'said' }, 'from-the-pod')).toBe('said');
  });
});

describe('what pods call us', () => {
  it.each(['192.0.2.10', '2001:db8::1', 'archestra-orchestrator', 'door.archestra.svc'])('may be %s', (host) => {
    expect(load({ POD_DOOR_ADVERTISED_HOST: host })).toMatchObject({ POD_DOOR_ADVERTISED_HOST: host });
  });

  it.each(['door.archestra.svc.', 'my_door', 'http://door', 'door:3021', ''])('may not be “%s”', (host) => {
    expect(() => load({ POD_DOOR_ADVERTISED_HOST: host })).toThrow('POD_DOOR_ADVERTISED_HOST');
    expect(() => load({ EGRESS_ADVERTISED_HOST: host })).toThrow('EGRESS_ADVERTISED_HOST');
  });
});
