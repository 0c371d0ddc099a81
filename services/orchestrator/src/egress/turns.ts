/** So many at a time; whoever comes later waits for somebody to end. */
export class Turns {
  private taken = 0;
  private readonly most: number;
  private readonly waiting: (() => void)[] = [];

  constructor(most: number) {
    this.most = most;
  }

  /** Resolves with the way to end the turn, which is to be called once. */
  async take(): Promise<() => void> {
    if (this.taken < this.most) this.taken += 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    return () => {
      const next = this.waiting.shift();
      // The turn passes on directly: nobody who arrives now can overtake.
      if (next) next();
      else this.taken -= 1;
    };
  }
}
