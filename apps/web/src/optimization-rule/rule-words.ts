import { modelReferenceText, type ContentClass, type ModelReference, type RuleCondition } from '@archestra/contracts';

/** What a request is about, in words. */
export const contentWords: Record<ContentClass, string> = {
  code: 'code',
  math: 'mathematics',
  writing: 'writing',
  extraction: 'extraction',
  conversation: 'conversation',
  other: 'something else',
};

/** Names of what conditions hold ids of. */
export interface Names {
  teams: ReadonlyMap<string, string>;
  profiles: ReadonlyMap<string, string>;
}

const list = (words: readonly string[], last = 'or'): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
const named = (ids: readonly string[], names: ReadonlyMap<string, string>): string =>
  list(ids.map((id) => names.get(id) ?? 'one you cannot see'));
const tokens = (value: number): string => `${value.toLocaleString('en')} tokens`;

/** `545` → `09:05`. */
export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** `09:05` → `545`; undefined when it is no time of the day. */
export const minuteOf = (clock: string): number | undefined => {
  const [, hours, minutes] = /^(\d{2}):(\d{2})/.exec(clock) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
};

const length = ({ minInputTokens, maxInputTokens }: RuleCondition): string[] => {
  if (minInputTokens !== undefined && maxInputTokens !== undefined)
    return [`it sends ${minInputTokens.toLocaleString('en')} to ${tokens(maxInputTokens)}`];
  if (minInputTokens !== undefined) return [`it sends at least ${tokens(minInputTokens)}`];
  return maxInputTokens === undefined ? [] : [`it sends at most ${tokens(maxInputTokens)}`];
};

const about = ({ hasTools, hasImages, contentClasses }: RuleCondition): string[] => [
  ...(hasTools === undefined ? [] : [hasTools ? 'it offers tools' : 'it offers no tools']),
  ...(hasImages === undefined ? [] : [hasImages ? 'it has images' : 'it has no images']),
  ...(contentClasses.length === 0 ? [] : [`it is about ${list(contentClasses.map((name) => contentWords[name]))}`]),
];

const whose = ({ profileIds, teamIds }: RuleCondition, names: Names): string[] => [
  ...(profileIds.length === 0 ? [] : [`it comes through ${named(profileIds, names.profiles)}`]),
  ...(teamIds.length === 0 ? [] : [`it is made for the team ${named(teamIds, names.teams)}`]),
];

const when = ({ time, minBudgetPercent }: RuleCondition): string[] => [
  ...(time ? [`it is between ${clockOf(time.fromMinute)} and ${clockOf(time.toMinute)} (${time.timeZone})`] : []),
  ...(minBudgetPercent === undefined ? [] : [`a budget is at least ${minBudgetPercent} % used`]),
];

/** A rule as one sentence. */
export const ruleWords = (
  { condition, target }: { condition: RuleCondition; target: ModelReference },
  names: Names,
): string => {
  const { models } = condition;
  const asked = models.length === 0 ? 'A call for any model' : `A call for ${list(models.map(modelReferenceText))}`;
  const conditions = [...length(condition), ...about(condition), ...whose(condition, names), ...when(condition)];
  const given = conditions.length === 0 ? '' : `, when ${list(conditions, 'and')}`;
  return `${asked} goes to ${modelReferenceText(target)}${given}.`;
};
