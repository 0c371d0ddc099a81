import { AppError } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import { BudgetStore, type BudgetBook } from './budget.store.ts';

const none: BudgetBook = { budgets: [], epoch: 0 };

/** Budgets in memory, each organization with the epoch it was read in. */
@Injectable()
export class Budgets {
  private books: Map<string, BudgetBook> | undefined;

  constructor(private readonly store: BudgetStore) {}

  /** Throws `PEER_UNAVAILABLE` until they were read for the first time. */
  of(organizationId: string): BudgetBook {
    if (!this.books) throw new AppError('PEER_UNAVAILABLE', 'Budgets were not read yet. Try again in a moment.');
    return this.books.get(organizationId) ?? none;
  }

  /** Organizations with at least one budget that holds. */
  organizations(): string[] {
    return [...(this.books ?? [])].filter(([, { budgets }]) => budgets.some(isEnabled)).map(([id]) => id);
  }

  async load(): Promise<void> {
    this.books = await this.store.books();
  }

  async reload(organizationId: string): Promise<void> {
    const book = (await this.store.books(organizationId)).get(organizationId);
    this.set(organizationId, book ?? none);
  }

  set(organizationId: string, book: BudgetBook): void {
    this.books?.set(organizationId, book);
  }
}

const isEnabled = ({ isEnabled }: { isEnabled: boolean }): boolean => isEnabled;
