import { consoleRoutes, type ProviderDialect, type ToolContract } from '@archestra/contracts';
import type { Platform } from '../platform/platform.ts';

/** The scripted provider, registered under two names: dear and in one dialect, cheap and in the other. */
export const DEAR = { provider: 'dear', model: 'echo' } as const;
export const CHEAP = { provider: 'cheap', model: 'echo' } as const;
/** An agent that obeys what it reads: it goes on with the steps it finds in results of tools. */
export const AGENT = { provider: 'dear', model: 'gullible' } as const;
/** Answers typed questions with values that fit; what it read makes no difference to it. */
const READER = { provider: 'dear', model: 'sober' } as const;
const models = ['echo', 'gullible', 'sober'].map((id) => ({ id }));

const addProvider = (
  { api, installation }: Platform,
  [name, dialect]: readonly [string, ProviderDialect],
): Promise<unknown> =>
  api.call(consoleRoutes.createProvider, {
    body: {
      name,
      preset: 'compatible',
      dialect,
      baseUrl: `${installation.addresses.demoProviderUrl}/v1`,
      priceSource: name,
      models,
      allowsUnlisted: false,
      fallbacks: [],
      isEnabled: true,
      key: null,
    },
  });

/** Dollars for a million tokens that are sent, and that come back. */
const setPrices = async (
  { api }: Platform,
  source: string,
  [input, output]: readonly [number, number],
): Promise<void> => {
  for (const { id: model } of models)
    await api.call(consoleRoutes.setPrice, {
      body: {
        source,
        model,
        input: input * 1_000_000,
        output: output * 1_000_000,
        cachedInput: null,
        cacheWrite: null,
        tiers: [],
        validFrom: '2026-01-01T00:00:00.000Z',
      },
    });
};

/** Two providers with prices a hundred times apart. */
export const addModels = async (platform: Platform): Promise<void> => {
  await addProvider(platform, ['dear', 'openai']);
  await addProvider(platform, ['cheap', 'anthropic']);
  await setPrices(platform, 'dear', [100, 400]);
  await setPrices(platform, 'cheap', [1, 4]);
};

/** Says what a tool does. */
export const setContract = (
  { api }: Platform,
  [serverId, tool]: readonly [string, string],
  body: ToolContract,
): Promise<unknown> => api.call(consoleRoutes.setContract, { params: { id: serverId, tool }, body });

const always = { profileId: null, conditions: [], note: '', isEnabled: true };

/** Has results of a tool read by the second model alone. Answers with the id of the policy. */
export const readThroughSecondModel = async (
  { api }: Platform,
  [serverId, tool]: readonly [string, string],
): Promise<string> => {
  const { defaults } = await api.call(consoleRoutes.listModels, {});
  await api.call(consoleRoutes.setModelDefaults, { body: { ...defaults, quarantine: READER } });
  const settings = await api.call(consoleRoutes.getDualLlm, {});
  await api.call(consoleRoutes.setDualLlm, { body: { ...settings, isEnabled: true } });
  const body = { ...always, serverId, tool, action: 'sanitize' as const };
  return (await api.call(consoleRoutes.createResultPolicy, { body })).id;
};

/** Has a person asked before each call of a tool. Answers with the id of the policy. */
export const requireApproval = async (
  { api }: Platform,
  [serverId, tool]: readonly [string, string],
): Promise<string> => {
  const body = { ...always, serverId, tool, action: 'require-approval' as const };
  return (await api.call(consoleRoutes.createInvocationPolicy, { body })).id;
};

/** The one call to a model that has just been made, as the console knows it. */
export const lastModelCall = async ({ api }: Platform) => {
  const { items } = await api.call(consoleRoutes.listLlmCalls, { query: { limit: 1 } });
  const [call] = items;
  if (!call) throw new Error('No call to a model is on record.');
  return call;
};
