/** What is left of a limit after a charge that fits; a charge that does not fit leaves it as it is. */
export interface Account {
  /** False when the limit would be passed; then nothing is charged. */
  charge(bits: number): boolean;
  close(): void;
}

interface Balance {
  bits: number;
  /** Summaries that are being made for this session. */
  open: number;
}

/**
 * How many bits each session was told. Charged before a question is asked, in memory by the one process that answers; what was told
 * stands in the database, from where a balance is read when nobody works on the session.
 */
export class BitLedger {
  private readonly balances = new Map<string, Promise<Balance>>();

  /** The account of a session; `load` says what it was told before. Rejects when that cannot be read. */
  async open(key: string, maxBits: number, load: () => Promise<number>): Promise<Account> {
    const known = this.balances.get(key) ?? load().then((bits) => ({ bits, open: 0 }));
    this.balances.set(key, known);
    const balance = await known.catch((error: unknown) => {
      this.balances.delete(key);
      throw error;
    });
    balance.open += 1;
    return {
      charge: (bits) => {
        if (balance.bits + bits > maxBits) return false;
        balance.bits += bits;
        return true;
      },
      close: () => {
        balance.open -= 1;
        if (balance.open === 0) this.balances.delete(key);
      },
    };
  }
}
