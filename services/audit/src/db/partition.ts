import { log, reportError } from '@archestra/service';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { PartitionStore, partitionedTables, type PartitionedTable } from './partition.store.ts';

const CHECK_MS = 6 * 3_600_000;
const MONTHS_AHEAD = 2;
/** A stream that is read again from its beginning brings older months; what is older still goes to the default partition. */
const MONTHS_BACK = 24;

const monthOf = (time: Date): string => time.toISOString().slice(0, 7);

/** The months around a moment, by distance. */
export const monthsAround = (now: Date, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) =>
    monthOf(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + from + i, 1))),
  );

/** Keeps a partition ready for every month that records may fall into. */
@Injectable()
export class Partition implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly ready = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly partitions: PartitionStore) {}

  async onApplicationBootstrap(): Promise<void> {
    this.timer = setInterval(
      () => void this.ahead().catch((error: unknown) => reportError(error, 'partitions ahead')),
      CHECK_MS,
    );
    await this.ahead();
  }

  /** Before rows of these times are written. Times far from today need none: they go to the default partition. */
  async ensureFor(table: PartitionedTable, times: Iterable<Date>): Promise<void> {
    const sensible = new Set(monthsAround(new Date(), -MONTHS_BACK, MONTHS_AHEAD));
    for (const month of new Set([...times].map(monthOf))) if (sensible.has(month)) await this.ensure(table, month);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async ahead(): Promise<void> {
    for (const month of monthsAround(new Date(), 0, MONTHS_AHEAD))
      for (const table of partitionedTables) await this.ensure(table, month);
  }

  private async ensure(table: PartitionedTable, month: string): Promise<void> {
    const key = `${table} ${month}`;
    if (this.ready.has(key)) return;
    if (await this.partitions.ensure(table, month)) log.info({ table, month }, 'partition created');
    this.ready.add(key);
  }
}
