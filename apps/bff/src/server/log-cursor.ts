import type { LogLine } from '@archestra/contracts';

/**
 * Where a reader of a log is: the time of the last line and how many lines of that very time it has seen.
 * Several lines share a millisecond, and more of them may appear after a read.
 */
export class LogCursor {
  private at: string | undefined;
  private seen = 0;

  /** What to ask for next: one millisecond before the last line, so that it does not matter whether the answer includes it. */
  get since(): { since?: string } {
    return this.at === undefined ? {} : { since: new Date(Date.parse(this.at) - 1).toISOString() };
  }

  /** The lines that were not taken before, in order. */
  take(lines: readonly LogLine[]): LogLine[] {
    const at = this.at;
    const later = at === undefined ? [...lines] : lines.filter((line) => line.at > at);
    const same = at === undefined ? [] : lines.filter((line) => line.at === at).slice(this.seen);
    const fresh = [...same, ...later];
    this.seen += same.length;
    const last = later.at(-1);
    if (last) {
      this.at = last.at;
      this.seen = later.filter((line) => line.at === last.at).length;
    }
    return fresh;
  }
}
