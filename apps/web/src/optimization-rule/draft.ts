import {
  modelReferenceText,
  readModelReference,
  type ContentClass,
  type OptimizationRule,
  type OptimizationRuleInput,
  type RuleCondition,
} from '@archestra/contracts';
import { clockOf, minuteOf } from './rule-words.ts';

/** Whether something has to be there, must not be there, or does not matter. */
export type Demand = 'any' | 'yes' | 'no';

/** A rule as the form holds it. Numbers are what a person types; empty means that it does not matter. */
export interface Draft {
  name: string;
  target: string | undefined;
  models: string[];
  minInputTokens: string;
  maxInputTokens: string;
  hasTools: Demand;
  hasImages: Demand;
  profileIds: string[];
  teamIds: string[];
  contentClasses: ContentClass[];
  from: string;
  to: string;
  minBudgetPercent: string;
}

export const blankDraft: Draft = {
  name: '',
  target: undefined,
  models: [],
  minInputTokens: '',
  maxInputTokens: '',
  hasTools: 'any',
  hasImages: 'any',
  profileIds: [],
  teamIds: [],
  contentClasses: [],
  from: '',
  to: '',
  minBudgetPercent: '',
};

const demandOf = (value: boolean | undefined): Demand => (value === undefined ? 'any' : value ? 'yes' : 'no');
const textOf = (value: number | undefined): string => (value === undefined ? '' : String(value));

export const draftFrom = ({ name, target, condition }: OptimizationRule): Draft => ({
  name,
  target: modelReferenceText(target),
  models: condition.models.map(modelReferenceText),
  minInputTokens: textOf(condition.minInputTokens),
  maxInputTokens: textOf(condition.maxInputTokens),
  hasTools: demandOf(condition.hasTools),
  hasImages: demandOf(condition.hasImages),
  profileIds: condition.profileIds,
  teamIds: condition.teamIds,
  contentClasses: condition.contentClasses,
  from: condition.time ? clockOf(condition.time.fromMinute) : '',
  // A day ends at 24:00, which no clock of a browser shows.
  to: condition.time ? clockOf(condition.time.toMinute % 1_440) : '',
  minBudgetPercent: textOf(condition.minBudgetPercent),
});

const numberOf = (text: string): number | undefined => {
  const value = Number(text.replaceAll(/[\s,_]/g, ''));
  return text.trim() !== '' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
};
const demanded = (demand: Demand): boolean | undefined => (demand === 'any' ? undefined : demand === 'yes');

/** Leaves out what does not matter: the contract tells "absent" from "undefined". */
const given = <T extends Record<string, unknown>>(parts: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

const timeOf = ({ from, to }: Draft, timeZone: string): RuleCondition['time'] => {
  const [fromMinute, toMinute] = [minuteOf(from), minuteOf(to)];
  if (fromMinute === undefined || toMinute === undefined || fromMinute === toMinute) return undefined;
  return { fromMinute, toMinute: toMinute === 0 ? 1_440 : toMinute, timeZone };
};

const conditionOf = (draft: Draft, timeZone: string): RuleCondition => ({
  models: draft.models.flatMap((text) => readModelReference(text) ?? []),
  profileIds: draft.profileIds,
  teamIds: draft.teamIds,
  contentClasses: draft.contentClasses,
  ...given({
    minInputTokens: numberOf(draft.minInputTokens),
    maxInputTokens: numberOf(draft.maxInputTokens),
    hasTools: demanded(draft.hasTools),
    hasImages: demanded(draft.hasImages),
    time: timeOf(draft, timeZone),
    minBudgetPercent: numberOf(draft.minBudgetPercent),
  }),
});

/** What is sent, but for its place and whether it is on; undefined while it has no target. */
export const readDraft = (
  draft: Draft,
  timeZone: string,
): Pick<OptimizationRuleInput, 'name' | 'target' | 'condition'> | undefined => {
  const target = draft.target === undefined ? undefined : readModelReference(draft.target);
  if (!target || problemsOf(draft).length > 0) return undefined;
  return { name: draft.name.trim() || `To ${target.model}`, target, condition: conditionOf(draft, timeZone) };
};

const isUnreadable = (text: string): boolean => text.trim() !== '' && numberOf(text) === undefined;

const lengthProblems = ({ minInputTokens: min, maxInputTokens: max }: Draft): string[] => {
  if (isUnreadable(min) || isUnreadable(max)) return ['Tokens are whole numbers.'];
  const [least, most] = [numberOf(min), numberOf(max)];
  return least !== undefined && most !== undefined && least > most ? ['At least is more than at most.'] : [];
};

const timeProblems = ({ from, to }: Draft): string[] => {
  if ((from === '') !== (to === '')) return ['A time needs both its ends.'];
  return from !== '' && from === to ? ['A time that ends where it begins is no time.'] : [];
};

const budgetProblems = ({ minBudgetPercent: percent }: Draft): string[] =>
  isUnreadable(percent) || (numberOf(percent) ?? 0) > 100 ? ['A budget is used from 0 to 100 %.'] : [];

/** What of it does not make sense, in sentences. */
export const problemsOf = (draft: Draft): string[] => [
  ...lengthProblems(draft),
  ...budgetProblems(draft),
  ...timeProblems(draft),
];
