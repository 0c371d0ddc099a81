import { consoleRoutes } from '@archestra/contracts';
import { ConsoleClient, type Installation } from '@archestra/local';
import { processesOf } from '../measure/platform.ts';
import type { ModelWay } from './caller.ts';

const SOURCE = 'bench';
const MODEL = 'echo';
/** A million dollars: it has to be reserved and settled, and never runs out. */
const LIMIT_MICRO_USD = 1_000_000_000_000;

/** The whole platform before the same provider: token, price, a budget that blocks, decision and record on. */
export const archestraWay = async (installation: Installation, provider: ModelWay): Promise<ModelWay> => {
  const { addresses, credentials, demo } = installation;
  const api = new ConsoleClient(addresses.consoleUrl);
  await api.signIn(credentials.adminEmail, credentials.adminPassword);
  await api.call(consoleRoutes.createProvider, {
    body: {
      name: SOURCE,
      preset: 'compatible',
      dialect: 'openai',
      baseUrl: provider.baseUrl,
      priceSource: SOURCE,
      models: [{ id: MODEL }],
      allowsUnlisted: false,
      fallbacks: [],
      isEnabled: true,
      key: 'key-of-the-provider',
    },
  });
  await api.call(consoleRoutes.setPrice, {
    body: {
      source: SOURCE,
      model: MODEL,
      input: 2_500_000,
      output: 10_000_000,
      cachedInput: null,
      cacheWrite: null,
      tiers: [],
      validFrom: new Date(0).toISOString(),
    },
  });
  await api.call(consoleRoutes.createBudget, {
    body: {
      name: 'Bench',
      scope: 'organization',
      subject: null,
      unit: 'micro-usd',
      limit: LIMIT_MICRO_USD,
      window: 'month',
      timeZone: 'UTC',
      alertPercents: [80],
      blocks: true,
      isEnabled: true,
    },
  });
  return {
    name: 'archestra',
    baseUrl: `${addresses.gatewayUrl}/v1/openai/${demo.profileId}`,
    headers: { authorization: `Bearer ${demo.token}` },
    processes: processesOf(installation),
    stop: () => installation.stop(),
  };
};
