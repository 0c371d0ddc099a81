import { registry, type Reply, type Request, type Rpc } from '@archestra/contracts';
import { source } from './story.ts';

type Call = <C extends Rpc>(contract: C, input: Request<C>) => Promise<Reply<C>>;
type Attempt = () => Promise<unknown>;
interface Ids {
  readonly item: string;
  readonly server: string;
  readonly profile: string;
  readonly request: string;
}
interface Trespass {
  readonly viewer: { userId: string; teamIds: string[]; seesAll: boolean };
  readonly theirs: Ids;
  readonly own: Omit<Ids, 'request'>;
}

const inCatalog = (call: Call, { viewer, theirs }: Trespass): Attempt[] => {
  const facts = { title: 'x', description: 'x', labels: [], visibility: { everyone: true, teamIds: [] } };
  return [
    () => call(registry.getCatalogItem, { id: theirs.item, viewer }),
    () => call(registry.updateCatalogItem, { id: theirs.item, viewer, ...facts }),
    () => call(registry.deleteCatalogItem, { id: theirs.item, viewer }),
    () =>
      call(registry.createCatalogVersion, { id: theirs.item, viewer, createdBy: viewer.userId, version: '9', source }),
    () => call(registry.writeServerJson, { id: theirs.item, viewer }),
  ];
};

const onServers = (call: Call, { viewer, theirs }: Trespass): Attempt[] => [
  () => call(registry.createInstallation, { catalogItemId: theirs.item, name: 'stolen' }),
  () => call(registry.getInstallation, { id: theirs.server, viewer }),
  () => call(registry.updateInstallation, { id: theirs.server, configuration: {} }),
  () => call(registry.deleteInstallation, { id: theirs.server }),
  () => call(registry.refreshInstallation, { id: theirs.server }),
];

const onProfiles = (call: Call, { viewer, theirs, own }: Trespass): Attempt[] => {
  const assignment = { viewer, tools: ['read'] };
  return [
    () => call(registry.getProfile, { id: theirs.profile, viewer }),
    () => call(registry.updateProfile, { id: theirs.profile, viewer, name: 'x', description: '' }),
    () => call(registry.deleteProfile, { id: theirs.profile, viewer }),
    () => call(registry.setAssignment, { ...assignment, profileId: theirs.profile, installationId: theirs.server }),
    () => call(registry.setAssignment, { ...assignment, profileId: own.profile, installationId: theirs.server }),
    () => call(registry.setAssignment, { ...assignment, profileId: theirs.profile, installationId: own.server }),
    () => call(registry.assignMany, { viewer, profileIds: [own.profile, theirs.profile], add: [] }),
    () =>
      call(registry.assignMany, {
        viewer,
        profileIds: [own.profile],
        add: [{ installationId: theirs.server, tools: ['read'] }],
      }),
  ];
};

const onRequests = (call: Call, { viewer, theirs, own }: Trespass): Attempt[] => {
  const decision = { id: theirs.request, revision: 1, reviewerId: viewer.userId };
  return [
    () => call(registry.getRequest, { id: theirs.request, viewer }),
    () => call(registry.withdrawRequest, { id: theirs.request, viewer }),
    () => call(registry.resubmitRequest, { id: theirs.request, viewer }),
    () => call(registry.commentRequest, { id: theirs.request, viewer, authorId: viewer.userId, text: 'x' }),
    () => call(registry.approveRequest, { ...decision, viewer }),
    () => call(registry.declineRequest, decision),
    () => call(registry.returnRequest, decision),
    () => call(registry.createRequest, { requesterId: viewer.userId, viewer, catalogItemId: theirs.item }),
    () =>
      call(registry.createRequest, {
        requesterId: viewer.userId,
        viewer,
        catalogItemId: own.item,
        profileIds: [theirs.profile],
      }),
  ];
};

/** Everything that one organization could try with ids of another. */
export const trespasses = (call: Call, trespass: Trespass): Attempt[] =>
  [inCatalog, onServers, onProfiles, onRequests].flatMap((room) => room(call, trespass));
