import {
  modelReferenceText,
  type Budget,
  type BudgetScope,
  type LlmSource,
  type ModelReference,
} from '@archestra/contracts';
import { windowAt, type Window } from './budget-window.ts';

/** Whom a call counts for. `model` is `provider:model` of who answers; null when nobody is asked. */
export interface Charged {
  source: LlmSource;
  teamIds: string[];
  userId: string | null;
  profileId: string | null;
  tokenId: string | null;
  model: string | null;
}

/** One counter of a budget: a subject in a window. */
export interface Counter {
  budget: Budget;
  /** Empty for the organization. */
  subject: string;
  window: Window;
  /** Its name in Redis: `<budget>|<start of the window>|<subject>`. */
  field: string;
}

const present = (id: string | null): readonly string[] => (id === null ? [] : [id]);

const members: Record<BudgetScope, (charged: Charged) => readonly string[]> = {
  organization: () => [''],
  team: ({ teamIds }) => [...new Set(teamIds)],
  user: ({ userId }) => present(userId),
  profile: ({ profileId }) => present(profileId),
  token: ({ tokenId }) => present(tokenId),
  model: ({ model }) => present(model),
};

/** The counter's name in Redis. */
export const counterField = (budgetId: string, startMs: number, subject: string): string =>
  `${budgetId}|${startMs}|${subject}`;

/** What a budget counts of a call. */
export interface Amounts {
  microUsd: number;
  tokens: number;
}

/** In the unit of the counter's budget. */
export const amountOf = ({ budget }: Counter, { microUsd, tokens }: Amounts): number =>
  budget.unit === 'micro-usd' ? microUsd : tokens;

/** Every counter that a call at this moment counts for: a budget per member has one for each team of the call. */
export const countersOf = (budgets: readonly Budget[], charged: Charged, atMs: number): Counter[] =>
  budgets.flatMap((budget) => {
    if (!budget.isEnabled) return [];
    const subjects = members[budget.scope](charged).filter(
      (subject) => budget.scope === 'organization' || budget.subject === null || budget.subject === subject,
    );
    if (subjects.length === 0) return [];
    const window = windowAt(budget.window, budget.timeZone, atMs);
    return subjects.map((subject) => ({
      budget,
      subject,
      window,
      field: counterField(budget.id, window.startMs, subject),
    }));
  });

/** A call whose answer may come from any of some models. */
export interface Pending {
  charged: Omit<Charged, 'model'>;
  atMs: number;
  tokens: number;
  /** Who may answer, and the worst it can cost with them. */
  ways: { target: ModelReference; microUsd: number }[];
}

/** What is put aside for a call in one counter. */
export interface Hold {
  counter: Counter;
  amount: number;
}

/** What is put aside for a call: in each counter that one of its ways counts for, the dearest of these. */
export const holdsOf = (budgets: readonly Budget[], { charged, atMs, tokens, ways }: Pending): Hold[] => {
  const holds = new Map<string, Hold>();
  for (const { target, microUsd } of ways)
    for (const counter of countersOf(budgets, { ...charged, model: modelReferenceText(target) }, atMs)) {
      const amount = Math.max(amountOf(counter, { microUsd, tokens }), holds.get(counter.field)?.amount ?? 0);
      holds.set(counter.field, { counter, amount });
    }
  return [...holds.values()];
};
