import { z } from 'zod';
import { Empty, Id, page, Timestamp } from './common.ts';
import type { ConsoleRoute } from './console-route.ts';
import { BudgetInput, LedgerEntry, OptimizationRuleInput, PriceInput, StatisticGroup } from './cost-shape.ts';
import { cost } from './cost.contract.ts';
import { LlmCallFilter, LlmCallRecord, LlmCallSummary } from './llm-record.contract.ts';
import { ModelDefaults, provider } from './provider.contract.ts';

const byId = z.object({ id: Id });

/** The price table of LiteLLM is a little more than 1 MiB, and grows. */
const PRICE_TABLE_LIMIT_BYTES = 4 * 1024 * 1024;

/** `cost` in it: the ledger did not answer, so that an amount that is not there is not mistaken for none. */
const unavailable = z.array(z.enum(['cost']));
/** What the ledger says of a call; null while it is not settled. */
const ledger = LedgerEntry.nullable();

/** Routes around models and money. */
export const llmRoutes = {
  listProviders: {
    method: 'GET',
    path: '/api/providers',
    summary: 'Providers of models; keys are never part of them',
    permission: 'provider:read',
    response: provider.listProviders.output,
  },
  getProvider: {
    method: 'GET',
    path: '/api/providers/:id',
    summary: 'One provider of models',
    permission: 'provider:read',
    params: byId,
    response: provider.getProvider.output,
  },
  createProvider: {
    method: 'POST',
    path: '/api/providers',
    summary: 'Set up a provider; address and key are tested',
    permission: 'provider:write',
    status: 201,
    body: provider.createProvider.input,
    response: provider.createProvider.output,
  },
  updateProvider: {
    method: 'PUT',
    path: '/api/providers/:id',
    summary: 'Change a provider; without a key the one there is stays',
    permission: 'provider:write',
    params: byId,
    body: provider.updateProvider.input.omit({ id: true }),
    response: provider.updateProvider.output,
  },
  deleteProvider: {
    method: 'DELETE',
    path: '/api/providers/:id',
    summary: 'Delete a provider and its key',
    permission: 'provider:write',
    params: byId,
    response: Empty,
  },
  checkProvider: {
    method: 'POST',
    path: '/api/provider-checks',
    summary: 'Test an address and a key before anything is kept',
    permission: 'provider:write',
    body: provider.checkProvider.input,
    response: provider.checkProvider.output,
  },
  listModels: {
    method: 'GET',
    path: '/api/models',
    summary: 'Models that may be asked, and which are used when nobody names one',
    permission: 'model:use',
    response: provider.listModels.output,
  },
  setModelDefaults: {
    method: 'PUT',
    path: '/api/model-defaults',
    summary: 'Say which models are used when nobody names one',
    permission: 'provider:write',
    body: ModelDefaults,
    response: provider.setModelDefaults.output,
  },

  listLlmCalls: {
    method: 'GET',
    path: '/api/llm-calls',
    summary: 'Calls to models with what they cost, newest first',
    permission: 'llm-call:read',
    query: LlmCallFilter,
    response: page(LlmCallSummary.extend({ ledger })).extend({ unavailable }),
  },
  getLlmCall: {
    method: 'GET',
    path: '/api/llm-calls/:id',
    summary: 'The whole record of one call to a model',
    permission: 'llm-call:read',
    params: byId,
    response: LlmCallRecord.extend({ ledger, unavailable }),
  },

  listBudgets: {
    method: 'GET',
    path: '/api/budgets',
    summary: 'Budgets and how far they are used',
    permission: 'budget:read',
    response: cost.listBudgets.output,
  },
  createBudget: {
    method: 'POST',
    path: '/api/budgets',
    summary: 'Set a budget',
    permission: 'budget:write',
    status: 201,
    body: BudgetInput,
    response: cost.createBudget.output,
  },
  updateBudget: {
    method: 'PUT',
    path: '/api/budgets/:id',
    summary: 'Change a budget; what is spent stays spent',
    permission: 'budget:write',
    params: byId,
    body: BudgetInput,
    response: cost.updateBudget.output,
  },
  deleteBudget: {
    method: 'DELETE',
    path: '/api/budgets/:id',
    summary: 'Delete a budget',
    permission: 'budget:write',
    params: byId,
    response: Empty,
  },

  listPrices: {
    method: 'GET',
    path: '/api/prices',
    summary: 'Prices of models with the time they hold',
    permission: 'price:read',
    query: cost.listPrices.input,
    response: cost.listPrices.output,
  },
  setPrice: {
    method: 'POST',
    path: '/api/prices',
    summary: 'Set a price from a moment on; the price before it ends there',
    permission: 'price:write',
    status: 201,
    body: PriceInput,
    response: cost.setPrice.output,
  },
  deletePrice: {
    method: 'DELETE',
    path: '/api/prices/:id',
    summary: 'Delete a price of the organization',
    permission: 'price:write',
    params: byId,
    response: Empty,
  },
  importPrices: {
    method: 'POST',
    path: '/api/price-imports',
    summary: 'Import the public price table of LiteLLM; only what changed gets a new period',
    permission: 'price:write',
    body: z.object({ entries: z.record(z.string().max(300), z.unknown()), validFrom: Timestamp.optional() }),
    bodyLimitBytes: PRICE_TABLE_LIMIT_BYTES,
    response: cost.importPrices.output,
  },

  listOptimizationRules: {
    method: 'GET',
    path: '/api/optimization-rules',
    summary: 'Rules that send calls to another model, in their order',
    permission: 'optimization-rule:read',
    response: cost.listRules.output,
  },
  createOptimizationRule: {
    method: 'POST',
    path: '/api/optimization-rules',
    summary: 'Add a rule',
    permission: 'optimization-rule:write',
    status: 201,
    body: OptimizationRuleInput,
    response: cost.createRule.output,
  },
  updateOptimizationRule: {
    method: 'PUT',
    path: '/api/optimization-rules/:id',
    summary: 'Change a rule',
    permission: 'optimization-rule:write',
    params: byId,
    body: OptimizationRuleInput,
    response: cost.updateRule.output,
  },
  deleteOptimizationRule: {
    method: 'DELETE',
    path: '/api/optimization-rules/:id',
    summary: 'Delete a rule',
    permission: 'optimization-rule:write',
    params: byId,
    response: Empty,
  },
  simulateOptimizationRule: {
    method: 'POST',
    path: '/api/optimization-rule-simulations',
    summary: 'What a rule would have done with the calls of a period; nothing changes',
    permission: 'optimization-rule:read',
    body: cost.simulateRule.input,
    response: cost.simulateRule.output,
  },

  readCostStatistics: {
    method: 'GET',
    path: '/api/cost-statistics',
    summary: 'Cost, tokens and savings over time by team, profile, model, person or source',
    permission: 'usage:read',
    query: z.object({
      from: Timestamp,
      to: Timestamp,
      bucket: z.enum(['hour', 'day']).default('day'),
      groupBy: StatisticGroup.default('model'),
    }),
    response: cost.readStatistics.output,
  },
} as const satisfies Record<string, ConsoleRoute>;
