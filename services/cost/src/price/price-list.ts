import type { Price } from '@archestra/contracts';

/** A model may have no price of its own; then this one of its source holds. */
const EVERY_MODEL = '*';

const keyOf = (organizationId: string | null, source: string, model: string): string =>
  `${organizationId ?? ''}\n${source}\n${model}`;

interface Period {
  price: Price;
  fromMs: number;
  toMs: number;
}

/** Prices in memory, found by organization, source, model and moment. */
export class PriceList {
  private readonly periods = new Map<string, Period[]>();

  constructor(prices: readonly Price[]) {
    for (const price of prices) {
      const key = keyOf(price.organizationId, price.source, price.model);
      const period = {
        price,
        fromMs: Date.parse(price.validFrom),
        toMs: price.validTo === null ? Infinity : Date.parse(price.validTo),
      };
      const known = this.periods.get(key);
      if (known) known.push(period);
      else this.periods.set(key, [period]);
    }
  }

  /** The organization's own price, else the catalog's, for the model itself, else for every model of the source. */
  find(organizationId: string, source: string, model: string, atMs: number): Price | undefined {
    return (
      this.at(keyOf(organizationId, source, model), atMs) ??
      this.at(keyOf(null, source, model), atMs) ??
      this.at(keyOf(organizationId, source, EVERY_MODEL), atMs) ??
      this.at(keyOf(null, source, EVERY_MODEL), atMs)
    );
  }

  private at(key: string, atMs: number): Price | undefined {
    return this.periods.get(key)?.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)?.price;
  }
}
