import {
  AppError,
  costEvents,
  PriceTier,
  type cost,
  type Parsed,
  type Price,
  type PriceInput,
} from '@archestra/contracts';
import type { Tell } from '@archestra/messaging';
import { containing, pageQuery, toPage } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { Database, type Transaction } from '../db/database.store.ts';
import { countUp } from '../db/terms-version.ts';
import { timeOf } from '../db/time.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { ListedPrice } from './litellm-entry.ts';
import { samePrice } from './same-price.ts';

type Row = Prisma.PriceGetPayload<object>;

const toPrice = (row: Row): Price => ({
  id: row.id,
  organizationId: row.organizationId,
  source: row.source,
  model: row.model,
  input: Number(row.input),
  output: Number(row.output),
  cachedInput: row.cachedInput === null ? null : Number(row.cachedInput),
  cacheWrite: row.cacheWrite === null ? null : Number(row.cacheWrite),
  tiers: PriceTier.array().parse(row.tiers),
  validFrom: row.validFrom.toISOString(),
  validTo: row.validTo?.toISOString() ?? null,
});

/** Who changes prices: the organization, and the principal for the record. */
export interface Change {
  organizationId: string;
  principal: string | undefined;
}

type ListRequest = Parsed<typeof cost.listPrices>;
/** What an import did. */
export interface Imported {
  added: number;
  changed: number;
  unchanged: number;
}

@Injectable()
export class PriceStore {
  constructor(private readonly database: Database) {}

  /** Every price of the platform and its organizations. */
  async all(): Promise<Price[]> {
    return (await this.database.client.price.findMany()).map(toPrice);
  }

  /** The organization's own prices and those of the catalog. */
  async list(organizationId: string, { search, source, at, ...page }: ListRequest) {
    const { after, orderBy, take } = pageQuery(page);
    const time = at === undefined ? undefined : timeOf(at);
    const rows = await this.database.client.price.findMany({
      where: {
        AND: [
          { OR: [{ organizationId }, { organizationId: null }] },
          after,
          source === undefined ? {} : { source },
          search === undefined ? {} : { model: containing(search) },
          time ? { validFrom: { lte: time }, OR: [{ validTo: null }, { validTo: { gt: time } }] } : {},
        ],
      },
      orderBy,
      take,
    });
    return toPage(rows.map(toPrice), page.limit);
  }

  /** Begins a period; the one before it ends there, and one that begins later ends this. A price of the same moment is replaced. */
  set(change: Change, input: PriceInput): Promise<Price> {
    return this.database.change(async (transaction, tell) => {
      await countUp(transaction, 'price');
      const price = await begin(transaction, change.organizationId, input);
      tell(costEvents.priceChanged, { ...by(change), data: { source: input.source, model: input.model } });
      return price;
    });
  }

  /** The price before it holds on. Throws NOT_FOUND for a price that is not the organization's own. */
  delete(change: Change, id: string): Promise<void> {
    return this.database.change(async (transaction, tell) => {
      await countUp(transaction, 'price');
      const row = await transaction.price.findFirst({ where: { id, organizationId: change.organizationId } });
      if (!row) throw new AppError('NOT_FOUND', 'The organization has no such price of its own.');
      await transaction.price.delete({ where: { id } });
      await transaction.price.updateMany({
        where: { ...ofModel(change.organizationId, row), validTo: row.validFrom },
        data: { validTo: row.validTo },
      });
      tell(costEvents.priceChanged, { ...by(change), data: { source: row.source, model: row.model } });
    });
  }

  /** Begins a period for every price that differs from the one of that moment. */
  import(change: Change, prices: ListedPrice[], { validFrom, skipped }: { validFrom: string; skipped: number }) {
    const { organizationId } = change;
    return this.database.change(async (transaction, tell) => {
      await countUp(transaction, 'price');
      const at = timeOf(validFrom);
      const known = await periodsOf(transaction, organizationId);
      const kindOf = (price: ListedPrice) => kindOfChange(price, known.get(keyOf(price)), at);
      const begins = prices.filter((price) => kindOf(price) !== 'unchanged');
      const isNew = (price: ListedPrice): boolean => !known.has(keyOf(price));
      await transaction.price.createMany({
        data: begins.filter(isNew).map((price) => ({ id: uuid(), ...price, organizationId, validFrom: at })),
      });
      for (const price of begins.filter((one) => !isNew(one)))
        await begin(transaction, organizationId, { ...price, validFrom });
      const count = (kind: keyof Imported): number => prices.filter((price) => kindOf(price) === kind).length;
      const done: Imported = { added: count('added'), changed: count('changed'), unchanged: count('unchanged') };
      tellImport(tell, change, { ...done, skipped });
      return done;
    });
  }
}

const keyOf = ({ source, model }: Pick<PriceInput, 'source' | 'model'>): string => `${source}\n${model}`;

/** What an import does to a model, by the price that holds at its moment. */
const kindOfChange = (price: ListedPrice, periods: Price[] = [], at: Date): keyof Imported => {
  const before = periods.find(
    ({ validFrom, validTo }) =>
      Date.parse(validFrom) <= at.getTime() && (validTo === null || at.getTime() < Date.parse(validTo)),
  );
  if (!before) return 'added';
  return samePrice(before, price) ? 'unchanged' : 'changed';
};

const by = ({ organizationId, principal }: Change) => ({ organizationId, ...(principal ? { principal } : {}) });

const tellImport = (tell: Tell, change: Change, { added, changed, skipped }: Imported & { skipped: number }): void => {
  if (added + changed > 0) tell(costEvents.pricesImported, { ...by(change), data: { added, changed, skipped } });
};

const ofModel = (organizationId: string, { source, model }: Pick<PriceInput, 'source' | 'model'>) => ({
  organizationId,
  source,
  model,
});

/** Every period of the organization's own prices, by model. */
const periodsOf = async (transaction: Transaction, organizationId: string): Promise<Map<string, Price[]>> => {
  const periods = new Map<string, Price[]>();
  for (const row of await transaction.price.findMany({ where: { organizationId } })) {
    const known = periods.get(keyOf(row));
    if (known) known.push(toPrice(row));
    else periods.set(keyOf(row), [toPrice(row)]);
  }
  return periods;
};

const begin = async (transaction: Transaction, organizationId: string, input: PriceInput): Promise<Price> => {
  const validFrom = timeOf(input.validFrom);
  const model = ofModel(organizationId, input);
  await transaction.price.deleteMany({ where: { ...model, validFrom } });
  const next = await transaction.price.findFirst({
    where: { ...model, validFrom: { gt: validFrom } },
    orderBy: { validFrom: 'asc' },
  });
  await transaction.price.updateMany({
    where: { ...model, validFrom: { lt: validFrom }, OR: [{ validTo: null }, { validTo: { gt: validFrom } }] },
    data: { validTo: validFrom },
  });
  const row = await transaction.price.create({
    data: { id: uuid(), ...input, organizationId, validFrom, validTo: next?.validFrom ?? null },
  });
  return toPrice(row);
};
