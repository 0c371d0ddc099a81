import { randomUUID } from 'node:crypto';
import { AppError, type Budget, type BudgetState, type Provider } from '@archestra/contracts';
import type { Answers } from './answer.ts';
import { organizationId } from './base.ts';
import { tell } from './live.ts';
import { ledgerOf, llmCalls } from './llm-call.ts';
import { budgets, prices, rules, statisticsOf } from './money.ts';
import { defaults, providers } from './provider.ts';
import { sessionNow } from './session-answers.ts';
import { found, now, page, remove } from './store.ts';

const providerChanged = (id: string): void => tell({ kind: 'change', noun: 'provider', id });
const hintOf = (key: string | null): string | null => (key === null ? null : `…${key.slice(-4)}`);

const providerAnswers: Answers = {
  listProviders: () => ({ items: providers }),
  getProvider: ({ params }) => found(providers.find(({ id }) => id === params.id)),
  createProvider: ({ body: { key, ...body } }) => {
    if (providers.some(({ name }) => name === body.name))
      throw new AppError('CONFLICT', 'There is a provider of this name. Choose another one.');
    const times = { checkedAt: now(), checkError: null, createdAt: now(), updatedAt: now() };
    const provider: Provider = { ...body, ...times, id: randomUUID(), organizationId, keyHint: hintOf(key) };
    providers.push(provider);
    providerChanged(provider.id);
    return provider;
  },
  updateProvider: ({ params, body: { key, ...body } }) => {
    const provider = found(providers.find(({ id }) => id === params.id));
    const keyHint = key === null ? provider.keyHint : hintOf(key);
    return Object.assign(provider, body, { keyHint, checkedAt: now(), checkError: null, updatedAt: now() });
  },
  deleteProvider: ({ params }) => {
    remove(providers, ({ id }) => id === params.id);
    providerChanged(params.id);
    return {};
  },
  checkProvider: ({ body }) => {
    if (body.key === 'wrong')
      return { ok: false, message: 'The address answers 401: it does not take this key.', models: [] };
    const models = ['gpt-5', 'gpt-5-mini', 'gpt-5-nano'].map((id) => ({
      ...{ id, contextTokens: 400_000, maxOutputTokens: 128_000 },
    }));
    return { ok: true, message: `${new URL(body.baseUrl).host} answered in 212 ms.`, models };
  },
  listModels: () => ({
    items: providers
      .filter(({ isEnabled }) => isEnabled)
      .flatMap(({ name, preset, models }) => models.map((model) => ({ ...model, provider: name, preset }))),
    defaults: defaults.now,
  }),
  setModelDefaults: ({ body }) => (defaults.now = body),
};

const visible = () => {
  const { user, permissions } = sessionNow();
  return permissions.includes('llm-call:manage')
    ? llmCalls
    : llmCalls.filter(({ call }) => call?.principal.id === user.id);
};

const callAnswers: Answers = {
  listLlmCalls: ({ query: { outcome, source, model, search = '', ...paging } }) => {
    const { items, nextCursor } = page(
      visible().filter(
        (call) =>
          (!outcome || call.outcome === outcome) &&
          (!source || call.source === source) &&
          (!model || call.requestedModel === model || call.usedModel === model) &&
          `${call.requestedModel} ${call.usedModel} ${call.userName}`.toLowerCase().includes(search.toLowerCase()),
      ),
      paging,
    );
    const shown = items.map(({ call: _, recordedAt: __, ...summary }, index) => ({
      ...summary,
      ledger: items[index] ? ledgerOf(items[index]) : null,
    }));
    return { items: shown, nextCursor, unavailable: [] };
  },
  getLlmCall: ({ params }) => {
    const record = found(visible().find(({ id }) => id === params.id));
    return { ...record, ledger: ledgerOf(record), unavailable: [] };
  },
};

const plain = ({ spent: _, reserved: __, windowStartsAt: ___, windowEndsAt: ____, ...budget }: BudgetState): Budget =>
  budget;

const moneyAnswers: Answers = {
  listBudgets: () => ({ items: budgets }),
  createBudget: ({ body }) => {
    const budget = { ...body, id: randomUUID(), createdAt: now() };
    budgets.push({ ...budget, spent: 0, reserved: 0, windowStartsAt: now(), windowEndsAt: null });
    return budget;
  },
  updateBudget: ({ params, body }) => plain(Object.assign(found(budgets.find(({ id }) => id === params.id)), body)),
  deleteBudget: ({ params }) => {
    remove(budgets, ({ id }) => id === params.id);
    return {};
  },
  listPrices: ({ query: { search = '', at, source, ...paging } }) =>
    page(
      prices.filter(
        (price) =>
          `${price.source} ${price.model}`.toLowerCase().includes(search.toLowerCase()) &&
          (!source || price.source === source) &&
          (!at || (price.validFrom <= at && (price.validTo === null || price.validTo > at))),
      ),
      paging,
    ),
  setPrice: ({ body }) => {
    const price = { ...body, id: randomUUID(), organizationId, validTo: null };
    for (const known of prices)
      if (known.source === body.source && known.model === body.model) known.validTo ??= body.validFrom;
    prices.unshift(price);
    return price;
  },
  deletePrice: ({ params }) => {
    remove(prices, ({ id }) => id === params.id);
    return {};
  },
  importPrices: ({ body }) => ({ added: Object.keys(body.entries).length, changed: 12, unchanged: 1_804, skipped: 96 }),
  readCostStatistics: ({ query }) => ({ items: statisticsOf(query) }),
};

const ruleAnswers: Answers = {
  listOptimizationRules: () => ({ items: rules }),
  createOptimizationRule: ({ body }) => {
    const rule = { ...body, id: randomUUID(), createdAt: now() };
    rules.push(rule);
    return rule;
  },
  updateOptimizationRule: ({ params, body }) => Object.assign(found(rules.find(({ id }) => id === params.id)), body),
  deleteOptimizationRule: ({ params }) => {
    remove(rules, ({ id }) => id === params.id);
    return {};
  },
  simulateOptimizationRule: () => ({
    ...{ calls: 4_812, matched: 1_377, unpriced: 4, costMicroUsd: 61_400_000, simulatedMicroUsd: 22_950_000 },
  }),
};

/** Models and money. */
export const llmAnswers: Answers = { ...providerAnswers, ...callAnswers, ...moneyAnswers, ...ruleAnswers };
