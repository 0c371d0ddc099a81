/** Ids whose rows just changed. */
export interface Touched {
  profiles?: readonly string[];
  installations?: readonly string[];
}

export interface TouchedKeys {
  profiles: Set<string>;
  installations: Set<string>;
}

/** Collects, per organization, what changed since its last publication. */
export class TouchedIds {
  private readonly byOrganization = new Map<string, TouchedKeys>();

  add(organizationId: string, { profiles = [], installations = [] }: Touched): void {
    const known = this.byOrganization.get(organizationId) ?? { profiles: new Set(), installations: new Set() };
    for (const id of profiles) known.profiles.add(id);
    for (const id of installations) known.installations.add(id);
    this.byOrganization.set(organizationId, known);
  }

  /** Hands them over; give them back with `add` when they could not be published. */
  take(organizationId: string): TouchedKeys {
    const known = this.byOrganization.get(organizationId) ?? {
      profiles: new Set<string>(),
      installations: new Set<string>(),
    };
    this.byOrganization.delete(organizationId);
    return known;
  }
}
