import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { FromEgress, Seen } from './egress-message.ts';
import type { Reason } from './plan.ts';

export type Report = (message: FromEgress) => void;

const VERDICTS: Partial<Record<Reason, Seen['verdict']>> = {
  'allowed-host': 'allowed',
  unresolvable: 'failed',
  unreachable: 'failed',
};

export type AttemptOf = Pick<Seen, 'key' | 'host' | 'port' | 'seenBy'>;

/** One try of an instance to reach something, from its first byte to its last. */
export class Attempt {
  private readonly report: Report;
  private seen: Seen;
  private isOver = false;

  constructor(report: Report, of: AttemptOf) {
    this.report = report;
    this.seen = {
      id: randomUUID(),
      ...of,
      address: null,
      verdict: 'failed',
      reason: 'unreachable',
      bytesUp: 0,
      bytesDown: 0,
      at: new Date().toISOString(),
    };
    this.say('begun');
  }

  /** It goes through; what flows is counted at the end. */
  open(address: string): void {
    this.judge('allowed-host', address);
    this.say('open');
  }

  refuse(reason: Reason, address: string | null = null): void {
    if (this.isOver) return;
    this.isOver = true;
    this.judge(reason, address);
    this.say('ended');
  }

  /** The connection to the outside is closed: it knows how much went over it. */
  end({ bytesWritten, bytesRead }: Pick<Socket, 'bytesWritten' | 'bytesRead'>): void {
    if (this.isOver) return;
    this.isOver = true;
    this.seen = { ...this.seen, bytesUp: bytesWritten, bytesDown: bytesRead };
    this.say('ended');
  }

  private judge(reason: Reason, address: string | null): void {
    this.seen = { ...this.seen, verdict: VERDICTS[reason] ?? 'refused', reason, address };
  }

  private say(stage: 'begun' | 'open' | 'ended'): void {
    this.report({ kind: 'attempt', stage, seen: this.seen });
  }
}
