import { installations, type DesiredServer } from '@archestra/contracts';
import { Snapshots, type SnapshotReader } from '@archestra/messaging';
import { Readiness } from '@archestra/service';
import { Injectable } from '@nestjs/common';

/** What should run, as the registry says it. */
@Injectable()
export class DesiredServers {
  private readonly snapshot: SnapshotReader<typeof installations>;

  constructor(snapshots: Snapshots, readiness: Readiness) {
    this.snapshot = snapshots.reader(installations);
    readiness.add('installations', () => {
      if (!this.snapshot.synced) throw new Error('the list of installations has not been read yet');
    });
  }

  /** Nothing while it is not known for sure. Built-in servers run elsewhere. */
  current(): Map<string, DesiredServer> | undefined {
    if (!this.snapshot.synced) return undefined;
    return new Map([...this.snapshot.entries()].filter(([, { source }]) => source.kind !== 'builtin'));
  }

  /** Calls back whenever it may have changed, and when it is known for the first time. */
  onChange(listener: () => void): () => void {
    void this.snapshot.ready.then(listener);
    return this.snapshot.onChange(listener);
  }
}
