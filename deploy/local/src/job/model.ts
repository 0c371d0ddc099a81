import {
  consoleRoutes,
  type ModelReference,
  type ProviderCheck,
  type ProviderDialect,
  type ProviderInput,
  type ProviderPreset,
} from '@archestra/contracts';
import type { ConsoleClient } from '../console/console.client.ts';

/** The demo model's name; nobody may take it for a real one. */
const DEMO_MODEL = 'demo';
const PROBE_MS = 1_500;

interface Candidate {
  name: string;
  preset: ProviderPreset;
  dialect: ProviderDialect;
  baseUrl: string;
  key: string | null;
  priceSource: string | null;
  /** Whether it has to answer before it is tried at all: it may not be there. */
  isGuess: boolean;
  /** The model to chat with, the first that fits of those the provider lists. */
  wanted: readonly RegExp[];
}

const ollama = (environment: NodeJS.ProcessEnv): Candidate => {
  const host = environment['OLLAMA_HOST'] ?? '127.0.0.1:11434';
  const address = /^https?:/.test(host) ? host : `http://${host}`;
  return {
    name: 'ollama',
    preset: 'ollama',
    dialect: 'openai',
    baseUrl: `${address.replace(/\/$/, '')}/v1`,
    key: null,
    priceSource: null,
    isGuess: true,
    wanted: [/^(llama|qwen|gpt-oss|mistral)/],
  };
};

const openAi = (key: string, environment: NodeJS.ProcessEnv): Candidate => {
  const own = environment['OPENAI_BASE_URL'];
  return {
    name: own === undefined ? 'openai' : 'compatible',
    preset: own === undefined ? 'openai' : 'compatible',
    dialect: 'openai',
    baseUrl: own ?? 'https://api.openai.com/v1',
    key,
    priceSource: own === undefined ? 'openai' : null,
    isGuess: false,
    wanted: [/^gpt-\d[\d.]*-mini$/, /^gpt-/],
  };
};

const anthropic = (key: string): Candidate => ({
  name: 'anthropic',
  preset: 'anthropic',
  dialect: 'anthropic',
  baseUrl: 'https://api.anthropic.com/v1',
  key,
  priceSource: 'anthropic',
  isGuess: false,
  wanted: [/^claude-.*haiku/, /^claude-/],
});

const demo = (address: string): Candidate => ({
  name: 'demo',
  preset: 'demo',
  dialect: 'openai',
  baseUrl: `${address}/v1`,
  key: null,
  priceSource: 'demo',
  isGuess: false,
  wanted: [new RegExp(`^${DEMO_MODEL}$`)],
});

/** What answers without being asked to pay comes first, then what there is a key for; the demo model answers always. */
const candidates = (environment: NodeJS.ProcessEnv, demoAddress: string): Candidate[] => {
  const { OPENAI_API_KEY: openAiKey, ANTHROPIC_API_KEY: anthropicKey } = environment;
  return [
    ollama(environment),
    ...(openAiKey ? [openAi(openAiKey, environment)] : []),
    ...(anthropicKey ? [anthropic(anthropicKey)] : []),
    demo(demoAddress),
  ];
};

const answers = async ({ baseUrl }: Candidate): Promise<boolean> => {
  try {
    return (await fetch(`${baseUrl}/models`, { signal: AbortSignal.timeout(PROBE_MS) })).ok;
  } catch {
    // Whatever it is that does not answer: it cannot be used.
    return false;
  }
};

const check = async (api: ConsoleClient, candidate: Candidate): Promise<ProviderCheck | undefined> => {
  if (candidate.isGuess && !(await answers(candidate))) return undefined;
  const { dialect, baseUrl, key } = candidate;
  const found = await api.call(consoleRoutes.checkProvider, { body: { dialect, baseUrl, key } });
  return found.ok && found.models.length > 0 ? found : undefined;
};

const create = async (
  api: ConsoleClient,
  { wanted, isGuess: _, ...candidate }: Candidate,
  { models }: ProviderCheck,
): Promise<ModelReference> => {
  const names = models.map(({ id }) => id);
  const model = wanted.map((pattern) => names.find((name) => pattern.test(name))).find((name) => name !== undefined);
  const body: ProviderInput = {
    ...candidate,
    // Of the scripted provider only the model that answers people is offered to them.
    models: candidate.preset === 'demo' ? models.filter(({ id }) => id === DEMO_MODEL) : models,
    allowsUnlisted: false,
    fallbacks: [],
    isEnabled: true,
  };
  await api.call(consoleRoutes.createProvider, { body });
  const reference = { provider: candidate.name, model: model ?? names[0] ?? DEMO_MODEL };
  // What the demo model says about quarantined content would be made up: dangerous results stay sealed instead.
  const quarantine = candidate.preset === 'demo' ? null : reference;
  await api.call(consoleRoutes.setModelDefaults, { body: { chat: reference, quarantine } });
  return reference;
};

/**
 * The model people chat with at first: the one that is set up already, else an Ollama on this machine, else what the
 * environment has a key for (`OPENAI_API_KEY`, `ANTHROPIC_API_KEY`), else the demo model, which is no model at all.
 */
export const ensureModel = async (
  api: ConsoleClient,
  { environment, demoAddress }: { environment: NodeJS.ProcessEnv; demoAddress: string },
): Promise<ModelReference> => {
  const { items, defaults } = await api.call(consoleRoutes.listModels, {});
  const [known] = items;
  if (defaults.chat) return defaults.chat;
  if (known) return { provider: known.provider, model: known.id };
  for (const candidate of candidates(environment, demoAddress)) {
    const found = await check(api, candidate);
    if (found) return create(api, candidate, found);
  }
  throw new Error('No provider of models answers, not even the demo provider that ./start runs.');
};
