import { LlmSource, type StatisticGroup } from '@archestra/contracts';
import { formatMicroUsd, formatShortUsd, formatTokens } from '../display/money.ts';
import { sourceWords } from '../llm-call/llm-call-words.ts';
import { useProfiles } from '../profile/profile.query.ts';
import { useCan } from '../session/session.query.ts';
import { useTeams } from '../team/team.query.ts';
import { useUserNames } from '../user/user.query.ts';
import type { Measure, Period } from './period.ts';
import { REST } from './series.ts';

export const periodWords: Record<Period, string> = {
  day: 'Last 24 hours',
  week: 'Last 7 days',
  month: 'Last 30 days',
  quarter: 'Last 90 days',
};

export const measureWords: Record<Measure, string> = { cost: 'Cost', saved: 'Saved', tokens: 'Tokens', calls: 'Calls' };

export const groupWords: Record<StatisticGroup, { label: string; none: string }> = {
  model: { label: 'Model', none: 'No model' },
  team: { label: 'Team', none: 'In no team' },
  profile: { label: 'Profile', none: 'Without a profile' },
  user: { label: 'Person', none: 'Nobody known' },
  source: { label: 'Source', none: 'Not known' },
};

/** A number of this measure, for tables. */
export const formatMeasure = (value: number, measure: Measure): string => {
  if (measure === 'tokens') return formatTokens(value);
  return measure === 'calls' ? value.toLocaleString('en') : formatMicroUsd(value);
};

/** The same for axes. */
export const formatTick = (value: number, measure: Measure): string =>
  measure === 'cost' || measure === 'saved' ? formatShortUsd(value) : formatMeasure(value, measure);

/** What a key of the statistics is called. */
export const useKeyWords = (group: StatisticGroup): ((key: string) => string) => {
  const can = useCan();
  const { data: teams = [] } = useTeams(group === 'team' && can('team:read'));
  const { data: profiles = [] } = useProfiles();
  const { data: people } = useUserNames(group === 'user' && can('user:read'));
  const named = new Map<string, string>([
    ...teams.map(({ id, name }) => [id, name] as const),
    ...profiles.map(({ id, name }) => [id, name] as const),
    ...(people ?? []),
  ]);
  return (key) => {
    if (key === REST) return 'All others';
    if (key === 'none') return groupWords[group].none;
    if (group === 'model') return key;
    const source = LlmSource.safeParse(key);
    return source.success ? sourceWords[source.data].label : (named.get(key) ?? 'Deleted, or not to be seen');
  };
};
