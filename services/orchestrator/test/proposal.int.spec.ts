import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EVENT_STREAM, ImageSource, principals, registryEvents } from '@archestra/contracts';
import { EventPublisher, Snapshots } from '@archestra/messaging';
import { connectAs, eventually, useDatabase, useNats, useService } from '@archestra/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import { v7 } from 'uuid';
import { McpServerSpec, McpServerStatus, type McpServerView, type ServerProposal } from '../src/cluster/mcp-server.ts';
import { OrchestratorEnv } from '../src/orchestrator.config.ts';
import { OrchestratorModule } from '../src/orchestrator.module.ts';
import { ProposalStore } from '../src/proposal/proposal.store.ts';
import { Proposals } from '../src/proposal/proposals.ts';

const definition = { name: 'orchestrator' as const, env: OrchestratorEnv, module: OrchestratorModule };
const [oldest, younger] = [v7({ msecs: 1_000 }), v7({ msecs: 2_000 })];
const source = ImageSource.parse({ kind: 'image', image: 'localhost/tides:1', transport: 'attach' });

describe('what people apply to the cluster', () => {
  const nats = useNats();
  const database = useDatabase('orchestrator');
  const service = useService(definition, nats, () => ({
    DATABASE_URL: database().urlOf(),
    SECRET_KEY: randomBytes(32).toString('base64'),
  }));
  let proposals: Proposals;
  let store: ProposalStore;
  let proposal: ServerProposal;

  const view = (more: Partial<McpServerView> = {}): McpServerView => ({
    ...proposal,
    status: McpServerStatus.parse({}),
    isCurrent: true,
    ...more,
  });
  /** Compares with a cluster in which there is this, and answers what was declined there. */
  const compare = async (...views: McpServerView[]) => {
    const declined: unknown[] = [];
    await proposals.compare({
      list: () => views,
      decline: ({ generation }, message) => {
        declined.push([generation, message]);
        return Promise.resolve();
      },
    });
    return declined;
  };
  const edited = (more: Partial<ServerProposal>): ServerProposal =>
    (proposal = { ...proposal, generation: proposal.generation + 1, ...more });

  /** Types and organizations of what was told of this object, in order. */
  const told = async (): Promise<[string, string][]> => {
    const admin = await connectAs(nats(), 'admin');
    const { streams } = await jetstreamManager(admin);
    const { state } = await streams.info(EVENT_STREAM);
    const found: [string, string][] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
      const event = (await streams.getMessage(EVENT_STREAM, { seq }))?.json<{
        type: string;
        organization: string;
        data: { uid?: string };
      }>();
      if (event?.data.uid === proposal.uid) found.push([event.type.split('.').at(-1) ?? '', event.organization]);
    }
    await admin.close();
    return found;
  };

  const decide = async (organizationId: string, status: 'declined' | 'approved'): Promise<void> => {
    const connection = await connectAs(nats(), 'registry');
    const folder = mkdtempSync(join(tmpdir(), 'archestra-proposal-'));
    const publisher = new EventPublisher(connection, 'registry', folder);
    const { namespace, name, uid } = proposal;
    const request = { id: randomUUID(), name, before: 'review' as const, requesterId: null };
    const data = { ...request, status, statusMessage: 'Declined: no.', proposal: { namespace, name, uid } };
    publisher.publish(registryEvents.requestChanged, { organizationId, data });
    await publisher.close();
    await connection.close();
    rmSync(folder, { recursive: true });
  };

  beforeAll(async () => {
    const { app } = service().running;
    [proposals, store] = [app.get(Proposals, { strict: false }), app.get(ProposalStore, { strict: false })];
    const identity = await connectAs(nats(), 'identity');
    const people = new Snapshots(identity, () => undefined).writer(principals);
    for (const organizationId of [younger, oldest])
      await people.put(randomUUID(), { organizationId, isActive: true, permissions: [], teamIds: [] });
    await identity.close();
    // The snapshot arrives when it arrives; what matters here is which organization is taken of those that are known.
    await new Promise((resolve) => setTimeout(resolve, 300));
  });

  beforeEach(async () => {
    const spec = McpServerSpec.parse({ transport: 'attach', image: source.image });
    proposal = { namespace: 'servers', name: 'tides', uid: randomUUID(), generation: 1, spec, source };
    await proposals.onProposed(proposal);
  });

  it('is told to the oldest organization, once for everything it may mean', async () => {
    await proposals.onProposed(proposal);
    await proposals.onProposed(edited({}));
    await Promise.all([1, 2, 3].map(() => proposals.onProposed(proposal)));
    await eventually(async () => expect(await told()).toEqual([['proposed', oldest]]));
    await proposals.onProposed(edited({ source: { ...source, image: 'localhost/tides:2' } }));
    await eventually(async () => expect(await told()).toHaveLength(2));
  });

  it('is withdrawn once, also when it went while nobody looked', async () => {
    expect(await compare(view())).toEqual([]);
    await compare();
    await compare();
    await proposals.onProposalWithdrawn(proposal);
    await eventually(async () =>
      expect((await told()).map(([type]) => type)).toEqual(['proposed', 'proposal-withdrawn']),
    );
  });

  it('is no proposal any more once it is ours', async () => {
    const spec = { ...proposal.spec, organizationId: oldest, installationId: randomUUID(), instance: 'shared' };
    await compare(view({ spec }));
    expect((await store.list()).filter(({ uid }) => uid === proposal.uid)).toEqual([]);
    await compare();
    await eventually(async () => expect((await told()).map(([type]) => type)).toEqual(['proposed']));
  });

  it('is told that it was declined, until it says something else', async () => {
    await decide(younger, 'declined');
    await decide(oldest, 'approved');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await compare(view())).toEqual([]);

    await decide(oldest, 'declined');
    await eventually(async () => expect(await compare(view())).toEqual([[1, 'Declined: no.']]));
    const at = new Date().toISOString();
    const condition = {
      type: 'Approved',
      status: 'False',
      reason: 'Declined',
      message: '',
      lastTransitionTime: at,
    } as const;
    expect(await compare(view({ status: McpServerStatus.parse({ conditions: [condition] }) }))).toEqual([]);

    await proposals.onProposed(edited({}));
    expect(await compare(view())).toEqual([[2, 'Declined: no.']]);
    expect(await compare(view({ generation: 3 }))).toEqual([]);
    await proposals.onProposed(edited({ source: { ...source, image: 'localhost/tides:3' } }));
    expect(await compare(view())).toEqual([]);
  });

  it('is not declined by a decision about what it was before', async () => {
    const at = new Date(Date.now() - 1_000);
    await store.decline(oldest, { uid: proposal.uid, message: 'Declined: too late.', at });
    expect(await compare(view())).toEqual([]);
  });
});
