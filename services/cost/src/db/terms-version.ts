import type { Transaction } from './database.store.ts';

/** What replicas keep in memory, by the name of its version. */
export type TermsName = 'price' | 'budget' | 'rule';

/** First of all in a change: it tells other replicas, and makes changes wait for each other, so that "before" is what was there. */
export const countUp = async (transaction: Transaction, name: TermsName): Promise<void> => {
  await transaction.termsVersion.update({ where: { name }, data: { version: { increment: 1 } } });
};
