import type { LiveEvent } from '@archestra/contracts';
import { toast } from '@archestra/ui';
import { formatAbsolute } from '../display/format.ts';
import { useLive } from '../live/live.tsx';
import { amountWords, windowWords } from './budget-words.ts';

type Alert = Extract<LiveEvent, { kind: 'budget-alert' }>;

/** A budget alert in words. */
export const alertWords = ({ budget, percent, isOwn }: Alert): { title: string; description: string } => {
  const { name, unit, spent, reserved, limit, window, resetsAt } = budget;
  const whose = isOwn ? 'Your part of the budget' : 'The budget';
  const reset = resetsAt === null ? '' : ` It starts anew ${formatAbsolute(new Date(resetsAt))}.`;
  return {
    title: `${whose} “${name}” is ${percent >= 100 ? 'used up' : `${percent} % used`}`,
    description: `${amountWords(unit, spent + reserved)} of ${amountWords(unit, limit)} ${windowWords[window].per}.${reset}`,
  };
};

/** Says so, wherever the person is, when a budget reaches one of its alerts. */
export const BudgetAlerts = () => {
  useLive((event) => {
    if (event.kind !== 'budget-alert') return;
    const { title, description } = alertWords(event);
    const say = event.percent >= 100 ? toast.error : toast.warning;
    say(title, { id: `budget-${event.budget.id}`, description });
  });
  return null;
};
