/** What is left of a limit after a charge that fits; a charge that does not fit leaves it as it is. */
export interface Account {
  /** False when the limit would be passed; then nothing is charged. */
  charge(bits: number): boolean;
  close(): void;
}

interface Balance {
  bits: number;
  /** Summaries that are being made for this session, or wait for the balance. */
  open: number;
  loaded: Promise<void>;
}

/**
 * How many bits each session was told. Charged before a question is asked, in memory by the one process that answers; what was told
 * stands in the database, from where a balance is read when nobody works on the session. Close an account only when what was
 * charged to it stands there.
 */
export class BitLedger {
  private readonly balances = new Map<string, Balance>();

  /** The account of a session; `load` says what it was told before. Rejects when that cannot be read. */
  async open(key: string, maxBits: number, load: () => Promise<number>): Promise<Account> {
    const balance = this.balances.get(key) ?? this.begin(key, load);
    balance.open += 1;
    const close = (): void => {
      balance.open -= 1;
      if (balance.open === 0) this.balances.delete(key);
    };
    await balance.loaded.catch((error: unknown) => {
      close();
      throw error;
    });
    return {
      charge: (bits) => {
        if (balance.bits + bits > maxBits) return false;
        balance.bits += bits;
        return true;
      },
      close,
    };
  }

  private begin(key: string, load: () => Promise<number>): Balance {
    const balance: Balance = { bits: 0, open: 0, loaded: Promise.resolve() };
    balance.loaded = load().then((bits) => {
      balance.bits = bits;
    });
    this.balances.set(key, balance);
    return balance;
  }
}
