import { BudgetRefusal, costEvents, type LiveEvent } from '@archestra/contracts';
import { isEvent, type ReceivedEvent } from '@archestra/messaging';
import { everybodyWith, type Audience } from './audience.ts';

type Told = { audience: Audience; event: LiveEvent };

export const { budgetAlerted } = costEvents;

/** A budget that fills up: whoever may see budgets hears of it, and the person whose own part it is. */
export const budgetAlert = (fact: ReceivedEvent): (Told & { outside?: Told }) | undefined => {
  if (!isEvent(fact, budgetAlerted)) return undefined;
  const { percent, subject } = fact.data;
  const budget = BudgetRefusal.parse(fact.data);
  const alert = (isOwn: boolean): LiveEvent => ({ kind: 'budget-alert', budget, percent, isOwn });
  const isTheirs: Audience = ({ kind, id }) => budget.scope === 'user' && kind === 'user' && id === subject;
  return {
    audience: isTheirs,
    event: alert(true),
    outside: { audience: everybodyWith('budget:read'), event: alert(false) },
  };
};
