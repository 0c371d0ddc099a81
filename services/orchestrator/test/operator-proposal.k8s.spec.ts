import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { KubernetesClient } from '../src/cluster/kubernetes.client.ts';
import { MCP_SERVER, type ServerProposal } from '../src/cluster/mcp-server.ts';
import type { Operator } from '../src/operator/operator.ts';
import { applyDefinition, eventually, instanceOf, TestNamespace, waiting } from './operator.fixture.ts';

jest.setTimeout(60_000);

describe('a McpServer that a person applied', () => {
  const space = new TestNamespace();
  let operator: Operator;
  let person: KubernetesClient;

  beforeAll(async () => {
    await applyDefinition();
    await space.create();
    operator = await space.started();
    await operator.servers.retain([]);
    person = new KubernetesClient(space.client.config, space.name, 5_000, 'kubectl-client-side-apply');
  });
  afterAll(() => space.destroy());

  const propose = async (name: string, labels = {}): Promise<ServerProposal> => {
    const { apiVersion, kind } = MCP_SERVER;
    await person.create('McpServer', { apiVersion, kind, metadata: { name, labels }, spec: waiting });
    return eventually(() => space.proposed.find((proposal) => proposal.name === name));
  };
  const approved = (name: string): unknown => {
    const condition = operator.servers.get(name)?.status.conditions.find(({ type }) => type === 'Approved');
    return condition && [condition.status, condition.reason, condition.message];
  };

  it('waits for review, and nothing of it runs', async () => {
    await propose('stranger');
    await eventually(() => approved('stranger') !== undefined);
    expect(approved('stranger')).toEqual(['False', 'WaitingForReview', expect.stringMatching(/review in the console/)]);
    await eventually(() => operator.idle);
    expect(await space.made('Deployment')).toEqual([]);
    expect(operator.servers.proposals().map(({ name }) => name)).toEqual(['stranger']);
  });

  it('waits for review even when it pretends to be ours', async () => {
    await propose('pretender', { 'app.kubernetes.io/managed-by': 'archestra', 'archestra.dev/server': 'pretender' });
    await eventually(() => approved('pretender') !== undefined);
    expect(await space.made('Deployment')).toEqual([]);
    await person.delete('McpServer', 'pretender');
    await eventually(() => space.withdrawn.includes('pretender'));
  });

  it('cannot be taken over by a wish, nor adopted after it changed', async () => {
    await expect(operator.servers.apply(instanceOf('stranger', waiting))).rejects.toMatchObject({ code: 'CONFLICT' });
    await operator.servers.remove('stranger').catch(() => undefined);
    const proposal = await propose('moving');
    await person.patch('McpServer', 'moving', { spec: { args: ['-v'] } });
    await eventually(() => space.proposed.some(({ name, generation }) => name === 'moving' && generation === 2));
    await expect(operator.servers.adopt(proposal, instanceOf('moving', waiting))).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await space.made('Deployment')).toEqual([]);
  });

  it('stays declined until it changes', async () => {
    const proposal = await propose('unwanted');
    await operator.servers.decline(proposal, 'It reads mail. Ask the security team.');
    await eventually(() => operator.idle);
    expect(approved('unwanted')).toEqual(['False', 'Declined', 'It reads mail. Ask the security team.']);
    await person.patch('McpServer', 'unwanted', { spec: { args: ['-q'] } });
    await eventually(() => String(approved('unwanted')).startsWith('False,WaitingForReview'));
  });

  it('runs when it was adopted, as it was approved and not as it is edited later', async () => {
    const proposal = await propose('guest');
    await operator.servers.adopt(proposal, instanceOf('guest', waiting));
    const view = await operator.servers.ready('guest', { timeoutMs: 30_000 });
    expect(view.uid).toBe(proposal.uid);
    expect(approved('guest')).toEqual(['True', 'Approved', expect.any(String)]);
    await person.patch('McpServer', 'guest', { spec: { image: 'localhost/evil:1' } });
    await eventually(async () => (await space.existing('McpServer', 'guest')).spec.image === waiting.image);
    expect((await operator.servers.ready('guest', { timeoutMs: 10_000 })).status.podName).toBe(view.status.podName);
    await operator.servers.remove('guest');
    await operator.servers.gone('guest', { timeoutMs: 30_000 });
  });
});
