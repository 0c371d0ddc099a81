import {
  AppError,
  mayUseProfile,
  profiles,
  type Principal,
  type ProfileServer,
  type ProfileSnapshot,
  type Tool,
} from '@archestra/contracts';
import { Snapshots, type SnapshotReader } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';

/** A granted tool and the server it lives on. */
export interface Grant {
  server: ProfileServer;
  tool: Tool;
  exposedName: string;
}

/** A profile as calls need it: tools by the name the client sees. */
export interface IndexedProfile {
  snapshot: ProfileSnapshot;
  grants: ReadonlyMap<string, Grant>;
}

/** Profiles in memory, indexed once per change and not once per call. */
@Injectable()
export class ProfileIndex {
  private readonly indexed = new Map<string, IndexedProfile>();
  private readonly source: SnapshotReader<typeof profiles>;

  constructor(snapshots: Snapshots) {
    this.source = snapshots.reader(profiles);
    this.source.onChange((id) => this.indexed.delete(id));
  }

  get ready(): Promise<void> {
    return this.source.ready;
  }

  get synced(): boolean {
    return this.source.synced;
  }

  /** The profile a principal may use. A profile of others, a foreign one and one that does not exist look the same: `PROFILE_NOT_FOUND`. */
  get(id: string, principal: Principal): IndexedProfile {
    if (!this.source.synced)
      throw new AppError('PEER_UNAVAILABLE', 'Profiles cannot be read right now. Try again in a moment.');
    const snapshot = this.source.get(id);
    if (!snapshot || !mayUseProfile(snapshot, principal)) {
      throw new AppError(
        'PROFILE_NOT_FOUND',
        'There is no such profile for this token. Copy the address from the profile page of the console.',
      );
    }
    return this.index(snapshot);
  }

  /** What a profile is called, whoever asks; undefined when nobody can tell. */
  nameOf(id: string): string | undefined {
    return this.source.get(id)?.name;
  }

  /** Calls back whenever a profile changes or disappears. */
  onChange(listener: (profileId: string, exists: boolean) => void): () => void {
    return this.source.onChange((id, value) => listener(id, value !== undefined));
  }

  private index(snapshot: ProfileSnapshot): IndexedProfile {
    const known = this.indexed.get(snapshot.id);
    if (known) return known;
    const grants = new Map<string, Grant>();
    for (const server of snapshot.servers) {
      for (const { exposedName, tool } of server.tools) grants.set(exposedName, { server, tool, exposedName });
    }
    const profile = { snapshot, grants };
    this.indexed.set(snapshot.id, profile);
    return profile;
  }
}
