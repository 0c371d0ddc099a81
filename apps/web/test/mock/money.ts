import type { BudgetState, OptimizationRule, Price, StatisticGroup, StatisticRow } from '@archestra/contracts';
import { ago, id, organizationId, START } from './base.ts';
import { teams, users } from './people.ts';
import { profiles } from './sample.ts';

const inMinutes = (minutes: number): string => new Date(START + minutes * 60_000).toISOString();
const DAY = 60 * 24;

const budget = (
  number: number,
  part: Partial<BudgetState> & Pick<BudgetState, 'name' | 'limit' | 'spent'>,
): BudgetState => ({
  ...{ id: id(21, number), scope: 'organization', subject: null, unit: 'micro-usd', window: 'month' },
  ...{ timeZone: 'Europe/Berlin', alertPercents: [80, 100], blocks: true, isEnabled: true, createdAt: ago(DAY * 20) },
  ...{ reserved: 0, windowStartsAt: ago(DAY * 20), windowEndsAt: inMinutes(DAY * 2) },
  ...part,
});
const usd = (amount: number): number => Math.round(amount * 1_000_000);

export const budgets: BudgetState[] = [
  budget(1, { name: 'Everybody, monthly', limit: usd(900), spent: usd(412.07), reserved: usd(3.2) }),
  budget(2, {
    ...{ name: 'Support team, monthly', scope: 'team', subject: teams[1]?.id ?? null },
    ...{ limit: usd(150), spent: usd(150), alertPercents: [50, 80, 100] },
  }),
  budget(3, {
    ...{
      name: 'Each person, daily',
      scope: 'user',
      limit: usd(10),
      spent: usd(8.62),
      reserved: usd(0.4),
      window: 'day',
    },
    windowEndsAt: inMinutes(500),
  }),
  budget(4, {
    ...{ name: 'Tokens of gpt-5', scope: 'model', subject: 'openai:gpt-5', unit: 'tokens', window: 'week' },
    ...{ limit: 40_000_000, spent: 11_204_332, blocks: false },
  }),
  budget(5, { name: 'Pilot', limit: usd(50), spent: usd(50), window: 'total', windowEndsAt: null, isEnabled: false }),
];

const price = (number: number, source: string, model: string, amounts: number[], part: Partial<Price> = {}): Price => ({
  ...{ id: id(22, number), organizationId: null, source, model },
  ...{ input: usd(amounts[0] ?? 0), output: usd(amounts[1] ?? 0) },
  cachedInput: amounts[2] === undefined ? null : usd(amounts[2]),
  cacheWrite: amounts[3] === undefined ? null : usd(amounts[3]),
  ...{ tiers: [], validFrom: ago(DAY * 90), validTo: null },
  ...part,
});

export const prices: Price[] = [
  price(1, 'anthropic', 'claude-haiku-4-5', [1, 5, 0.1, 1.25]),
  price(2, 'anthropic', 'claude-sonnet-4-5', [3, 15, 0.3, 3.75], {
    tiers: [{ aboveTokens: 200_000, input: usd(6), output: usd(22.5), cachedInput: usd(0.6), cacheWrite: usd(7.5) }],
  }),
  price(3, 'demo', 'demo', [0.5, 1.5]),
  price(4, 'openai', 'gpt-5', [1.25, 10, 0.125], { organizationId, validFrom: ago(DAY * 12) }),
  price(5, 'openai', 'gpt-5', [1.5, 12, 0.15], { validTo: ago(DAY * 12) }),
  price(6, 'openai', 'gpt-5-mini', [0.25, 2, 0.025]),
  price(7, 'openai', 'gpt-5-nano', [0.05, 0.4, 0.005]),
  price(8, 'openai', 'text-embedding-3-large', [0.13, 0]),
  ...Array.from({ length: 70 }, (_, index) =>
    price(20 + index, 'azure', `deployment-${index + 1}`, [0.4 + index / 50, 2]),
  ),
];

const everything = { models: [], profileIds: [], teamIds: [], contentClasses: [] };
const rule = (
  number: number,
  part: Partial<OptimizationRule> & Pick<OptimizationRule, 'name' | 'target'>,
): OptimizationRule => ({
  ...{
    id: id(23, number),
    priority: number * 10,
    condition: everything,
    isEnabled: true,
    createdAt: ago(DAY * number),
  },
  ...part,
});

export const rules: OptimizationRule[] = [
  rule(1, {
    name: 'Short questions without tools',
    target: { provider: 'local', model: 'llama3.3:70b' },
    condition: {
      ...everything,
      models: [{ provider: 'openai', model: 'gpt-5' }],
      maxInputTokens: 4_000,
      hasTools: false,
    },
  }),
  rule(2, {
    name: 'Extraction is easy',
    target: { provider: 'openai', model: 'gpt-5-nano' },
    condition: { ...everything, contentClasses: ['extraction', 'conversation'], hasImages: false },
  }),
  rule(3, {
    name: 'Nights of the support team',
    target: { provider: 'anthropic', model: 'claude-haiku-4-5' },
    isEnabled: false,
    condition: {
      ...everything,
      teamIds: [teams[1]?.id ?? ''],
      time: { fromMinute: 1_320, toMinute: 360, timeZone: 'Europe/Berlin' },
      minBudgetPercent: 60,
    },
  }),
];

const models = [
  'openai:gpt-5',
  'anthropic:claude-sonnet-4-5',
  'openai:gpt-5-mini',
  'local:llama3.3:70b',
  'openai:gpt-5-nano',
];
const keysOf: Record<StatisticGroup, () => string[]> = {
  team: () => [...teams.map((team) => team.id), 'none'],
  profile: () => [...profiles.map((profile) => profile.id), 'none'],
  model: () => [...models, ...Array.from({ length: 6 }, (_, index) => `azure:deployment-${index + 1}`)],
  user: () => users.map((user) => user.id),
  source: () => ['client', 'chat', 'dual_llm'],
};

const HOUR_MS = 3_600_000;
interface Wanted {
  from: string;
  to: string;
  bucket: 'hour' | 'day';
  groupBy: StatisticGroup;
}

const rowOf = (key: string, index: number, calls: number, bucket: string): StatisticRow => {
  const isCheap = key.startsWith('local:') || key === 'client' || index > 3;
  return {
    ...{ bucket, key, calls, failed: Math.floor(calls / 60), blocked: Math.floor(calls / 90) },
    ...{ inputTokens: calls * 5_300, cachedInputTokens: calls * 1_900, outputTokens: calls * 410 },
    costMicroUsd: key.startsWith('local:') ? 0 : calls * 10_725,
    savedMicroUsd: isCheap ? calls * 9_100 : 0,
  };
};

/** How busy a moment is: less on weekends, and never twice the same. */
const busyness = (at: number, bucket: Wanted['bucket']): number => {
  if (bucket === 'hour') return 0.06 * (0.75 + 0.25 * Math.sin(at / HOUR_MS / 2.5));
  const isWeekend = [0, 6].includes(new Date(at).getUTCDay());
  return (isWeekend ? 0.15 : 1) * (0.75 + 0.25 * Math.sin(at / HOUR_MS / 60));
};

/** Made-up sums with a working week in them. */
export const statisticsOf = ({ from, to, bucket, groupBy }: Wanted): StatisticRow[] => {
  const sizeMs = bucket === 'hour' ? HOUR_MS : 24 * HOUR_MS;
  const rows: StatisticRow[] = [];
  for (let at = Date.parse(from); at < Date.parse(to); at += sizeMs) {
    const busy = busyness(at, bucket);
    for (const [index, key] of keysOf[groupBy]().entries()) {
      const calls = Math.round((420 / (index + 1)) * busy);
      if (calls > 0) rows.push(rowOf(key, index, calls, new Date(at).toISOString()));
    }
  }
  return rows;
};
