import { providers, type ModelReference } from '@archestra/contracts';
import { Snapshots, type SnapshotReader } from '@archestra/messaging';
import { Injectable } from '@nestjs/common';

/** Which model of an organization reads what its main models must not. */
@Injectable()
export class QuarantinedModels {
  private readonly reader: SnapshotReader<typeof providers>;

  constructor(snapshots: Snapshots) {
    this.reader = snapshots.reader(providers);
  }

  /** Null: none is set, or nobody knows yet. */
  of(organizationId: string): ModelReference | null {
    return this.reader.get(organizationId)?.defaults.quarantine ?? null;
  }
}
