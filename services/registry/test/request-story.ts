import { registry, type Evidence, type ServerRequest, type Viewer } from '@archestra/contracts';
import { v7 as uuid } from 'uuid';
import { source } from './story.ts';
import { until, type World } from './world.ts';

/** Two people of one organization: who asks, and who decides. */
export const [member, reviewer] = [uuid(), uuid()];
export const asMember = { userId: member, teamIds: [], seesAll: false };
export const asReviewer = { userId: reviewer, teamIds: [], seesAll: true };

export const evidenceOf = (tools: readonly object[], change: Partial<Evidence> = {}): Evidence => ({
  outcome: 'ran',
  message: '',
  startedAt: '2026-11-21T07:00:00.000Z',
  durationMs: 1_200,
  facts: null,
  // The pin of a peer is not believed.
  tools: tools.map((definition) => ({ inputSchema: {}, name: 'x', ...definition, pin: '0'.repeat(64) })),
  findings: [],
  egress: [],
  filesWritten: [],
  licence: { name: 'MIT', file: 'LICENSE' },
  integrity: 'sha512-x',
  log: ['hello'],
  ...change,
});

export const draftOf = (name: string) => ({ name, title: name, source, fields: [] });

export interface Wish {
  name?: string;
  profileIds?: string[];
  configuration?: Record<string, string>;
}

export const ask = (world: World, organizationId: string, { name = 'files', ...wish }: Wish = {}) =>
  world.client.call(
    registry.createRequest,
    { requesterId: member, viewer: asMember, draft: draftOf(name), reason: 'I need it.', ...wish },
    { organizationId, principal: `user:${member}` },
  );

export const see = (world: World, organizationId: string, { id }: Pick<ServerRequest, 'id'>) =>
  world.client.call(registry.getRequest, { id, viewer: asReviewer }, { organizationId });

export const comesTo = (
  world: World,
  organizationId: string,
  request: ServerRequest,
  status: ServerRequest['status'],
) =>
  until(
    () => see(world, organizationId, request),
    (seen) => seen.status === status,
  );

export const approve = (
  world: World,
  organizationId: string,
  { id, revision }: Pick<ServerRequest, 'id' | 'revision'>,
  more: { tools?: string[]; profileIds?: string[]; note?: string; reviewerId?: string; viewer?: Viewer } = {},
) =>
  world.client.call(
    registry.approveRequest,
    { id, revision, reviewerId: reviewer, viewer: asReviewer, ...more },
    { organizationId, principal: `user:${more.reviewerId ?? reviewer}` },
  );

/** A profile of the member's own. */
export const profileOf = (world: World, organizationId: string) =>
  world.client.call(registry.createProfile, { name: `p-${uuid()}`, ownerId: member }, { organizationId });
