import { AppError, profiles, registry, type Installation, type Profile, type ProfileTool } from '@archestra/contracts';
import { NatsClient, Snapshots, type SnapshotReader } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../route/caller.ts';
import { everyPage } from './every-page.ts';
import { toolRows } from './tool-row.ts';

type Context = Caller['context'];

/** Granted tools as rows. Exposed names are read where the gateway reads them: from the snapshot it serves. */
@Injectable()
export class ProfileToolService {
  private readonly served: SnapshotReader<typeof profiles>;

  constructor(
    private readonly nats: NatsClient,
    snapshots: Snapshots,
  ) {
    this.served = snapshots.reader(profiles);
  }

  async list(profileId: string | undefined, context: Context): Promise<ProfileTool[]> {
    const [granted, servers] = await Promise.all([this.profiles(profileId, context), this.serverNames(context)]);
    if (!this.served.synced)
      throw new AppError('PEER_UNAVAILABLE', 'What the gateway serves is not known yet. Try again in a moment.');
    return granted.flatMap((profile) => {
      const snapshot = this.served.get(profile.id);
      return toolRows(profile, servers, snapshot?.organizationId === context.organizationId ? snapshot : undefined);
    });
  }

  private async profiles(id: string | undefined, context: Context): Promise<Profile[]> {
    if (id !== undefined) return [await this.nats.call(registry.getProfile, { id }, context)];
    return everyPage((request) => this.nats.call(registry.listProfiles, request, context));
  }

  private async serverNames(context: Context): Promise<Map<string, string>> {
    const items = await everyPage<Installation>((request) =>
      this.nats.call(registry.listInstallations, request, context),
    );
    return new Map(items.map(({ id, name }) => [id, name]));
  }
}
