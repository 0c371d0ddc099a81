import type { profiles, ProfileSnapshot } from '@archestra/contracts';
import type { SnapshotReader } from '@archestra/messaging';
import { profileGrant, type Policy, type ProfileGrant } from '@archestra/policy';
import type { PolicyCache } from './policy-cache.ts';

type Reader = Pick<SnapshotReader<typeof profiles>, 'synced' | 'get'>;
type Cache = Pick<PolicyCache, 'isLoaded' | 'of'>;

/** Everything a decision depends on besides the session, from memory: what the registry grants and what administrators decided. */
export class Policies {
  private readonly grants = new WeakMap<ProfileSnapshot, ProfileGrant>();

  constructor(
    private readonly reader: Reader,
    private readonly cache: Cache,
  ) {}

  /** False while either source may be out of date; then nothing may pass. */
  get isCurrent(): boolean {
    return this.reader.synced && this.cache.isLoaded;
  }

  /** The policy for calls of one organization through one profile. */
  of(organizationId: string, profileId: string): Policy {
    const snapshot = this.reader.get(profileId);
    return { profile: snapshot && this.grantOf(snapshot), ...this.cache.of(organizationId) };
  }

  private grantOf(snapshot: ProfileSnapshot): ProfileGrant {
    const known = this.grants.get(snapshot);
    if (known) return known;
    const grant = profileGrant(snapshot);
    this.grants.set(snapshot, grant);
    return grant;
  }
}
