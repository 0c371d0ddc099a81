import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.store.ts';

export interface Claim {
  holder: string;
  home: string;
  pid: number;
  leaseMs: number;
  /** A holder known to be dead, whose lease may be taken at once. */
  dead: string | null;
}

const CLAIM = `
INSERT INTO writer_lease AS lease (id, holder, home, pid, epoch)
VALUES (1, $1::uuid, $2, $3, 1)
ON CONFLICT (id) DO UPDATE
   SET holder = excluded.holder, home = excluded.home, pid = excluded.pid, epoch = lease.epoch + 1,
       started_at = now(), beat_at = now(), stopped_at = NULL
 WHERE lease.stopped_at IS NOT NULL
    OR lease.holder = $4::uuid
    OR lease.beat_at < now() - make_interval(secs => $5::double precision / 1000)
RETURNING holder`;

/** The one row that says which process keeps session state. All times are the database's, so that no two clocks are compared. */
@Injectable()
export class LeaseStore {
  constructor(private readonly database: Database) {}

  async current(): Promise<{ holder: string; home: string; pid: number } | undefined> {
    const rows = await this.database.query<{ holder: string; home: string; pid: number }>(
      'SELECT holder, home, pid FROM writer_lease WHERE id = 1',
    );
    return rows[0];
  }

  /** Takes the lease if nobody holds it any more; one statement, so that only one of several callers gets it. */
  async claim({ holder, home, pid, dead, leaseMs }: Claim): Promise<boolean> {
    return (await this.database.query(CLAIM, [holder, home, pid, dead, leaseMs])).length === 1;
  }

  /** Says "still here"; false when somebody else holds the lease now. */
  async renew(holder: string): Promise<boolean> {
    const rows = await this.database.query(
      'UPDATE writer_lease SET beat_at = now() WHERE id = 1 AND holder = $1::uuid AND stopped_at IS NULL RETURNING id',
      [holder],
    );
    return rows.length === 1;
  }

  /** Gives the lease back, so that the next process need not wait. */
  async release(holder: string): Promise<void> {
    await this.database.query('UPDATE writer_lease SET stopped_at = now() WHERE id = 1 AND holder = $1::uuid', [
      holder,
    ]);
  }
}
