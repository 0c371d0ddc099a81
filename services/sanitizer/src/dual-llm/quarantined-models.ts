import { providers, type ModelDefaults, type ModelReference } from '@archestra/contracts';
import { Snapshots, type SnapshotReader } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';

/** Which models of an organization take part when a result is kept in quarantine. */
@Injectable()
export class QuarantinedModels {
  private readonly reader: SnapshotReader<typeof providers>;

  constructor(snapshots: Snapshots) {
    this.reader = snapshots.reader(providers);
  }

  /** The model that reads what the main models must not; null: none is set, or nobody knows yet. */
  of(organizationId: string): ModelReference | null {
    return this.defaults(organizationId)?.quarantine ?? null;
  }

  /** The model that may think of questions; it sees nothing of the content. */
  planner(organizationId: string): ModelReference | null {
    return this.defaults(organizationId)?.chat ?? null;
  }

  private defaults(organizationId: string): ModelDefaults | undefined {
    return this.reader.get(organizationId)?.defaults;
  }
}
