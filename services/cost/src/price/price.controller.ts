import { cost, type Parsed } from '@archestra/contracts';
import { HandleRpc, organizationOf, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { listedPrice, type ListedPrice } from './litellm-entry.ts';
import { PriceStore, type Change } from './price.store.ts';
import { Prices } from './prices.ts';

const changeOf = (context: MessageContext): Change => ({
  organizationId: organizationOf(context),
  principal: context.principal,
});

/** The prices of a portion. Two entries may name one model; the one without its source before the name is the later word. */
const pricesOf = (entries: Record<string, unknown>): { prices: ListedPrice[]; skipped: number } => {
  const found = new Map<string, ListedPrice>();
  const listed = Object.entries(entries).map(([key, value]) => ({ key, price: listedPrice(key, value) }));
  for (const { key, price } of listed) {
    if (!price) continue;
    const model = `${price.source}\n${price.model}`;
    if (!found.has(model) || key === price.model) found.set(model, price);
  }
  return { prices: [...found.values()], skipped: listed.length - found.size };
};

@Controller()
export class PriceController {
  constructor(
    private readonly store: PriceStore,
    private readonly prices: Prices,
  ) {}

  @HandleRpc(cost.listPrices)
  list(request: Parsed<typeof cost.listPrices>, context: MessageContext) {
    return this.store.list(organizationOf(context), request);
  }

  @HandleRpc(cost.setPrice)
  async set(input: Parsed<typeof cost.setPrice>, context: MessageContext) {
    const price = await this.store.set(changeOf(context), input);
    await this.prices.load();
    return price;
  }

  @HandleRpc(cost.deletePrice)
  async delete({ id }: Parsed<typeof cost.deletePrice>, context: MessageContext) {
    await this.store.delete(changeOf(context), id);
    await this.prices.load();
    return {};
  }

  @HandleRpc(cost.importPrices)
  async import({ entries, validFrom }: Parsed<typeof cost.importPrices>, context: MessageContext) {
    const { prices, skipped } = pricesOf(entries);
    const at = validFrom ?? new Date().toISOString();
    const done = await this.store.import(changeOf(context), prices, { validFrom: at, skipped });
    await this.prices.load();
    return { ...done, skipped };
  }
}
