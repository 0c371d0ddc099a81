import { AppError, profiles, registry, type Installation, type Profile, type ProfileTool } from '@archestra/contracts';
import { Snapshots, type SnapshotReader } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../route/caller.ts';
import { everyPage } from './every-page.ts';
import { toolRows } from './tool-row.ts';

/** Granted tools as rows. Exposed names are read where the gateway reads them: from the snapshot it serves. */
@Injectable()
export class ProfileToolService {
  private readonly served: SnapshotReader<typeof profiles>;

  constructor(snapshots: Snapshots) {
    this.served = snapshots.reader(profiles);
  }

  async list(profileId: string | undefined, caller: Caller): Promise<ProfileTool[]> {
    const [granted, servers] = await Promise.all([this.profiles(profileId, caller), this.serverNames(caller)]);
    if (!this.served.synced)
      throw new AppError('PEER_UNAVAILABLE', 'What the gateway serves is not known yet. Try again in a moment.');
    return granted.flatMap((profile) => {
      const snapshot = this.served.get(profile.id);
      const isOwn = snapshot?.organizationId === caller.context.organizationId;
      return toolRows(profile, servers, isOwn ? snapshot : undefined);
    });
  }

  private async profiles(id: string | undefined, caller: Caller): Promise<Profile[]> {
    const viewer = caller.viewer('profile:manage');
    if (id !== undefined) return [await caller.call(registry.getProfile, { id, viewer })];
    return everyPage((request) => caller.call(registry.listProfiles, { ...request, viewer }));
  }

  /** Somebody who may use a profile may be unable to see its servers: then the profile's own snapshot names them. */
  private async serverNames(caller: Caller): Promise<Map<string, string>> {
    if (!caller.has('mcp-server:read')) return new Map();
    const viewer = caller.viewer('mcp-server:write');
    const items = await everyPage<Installation>((request) =>
      caller.call(registry.listInstallations, { ...request, viewer }),
    );
    return new Map(items.map(({ id, name }) => [id, name]));
  }
}
