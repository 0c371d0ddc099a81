import type { ModelDefaults, Provider, ProviderModel } from '@archestra/contracts';
import { ago, id, organizationId } from './base.ts';

const model = (
  name: string,
  contextTokens: number | null = null,
  maxOutputTokens: number | null = null,
): ProviderModel => ({
  id: name,
  contextTokens,
  maxOutputTokens,
});

const provider = (
  number: number,
  part: Partial<Provider> & Pick<Provider, 'name' | 'preset' | 'baseUrl'>,
): Provider => ({
  id: id(20, number),
  organizationId,
  dialect: 'openai',
  keyHint: null,
  priceSource: null,
  models: [],
  allowsUnlisted: false,
  fallbacks: [],
  isEnabled: true,
  checkedAt: ago(number * 17),
  checkError: null,
  createdAt: ago(60 * 24 * 20),
  updatedAt: ago(60 * 24),
  ...part,
});

export const providers: Provider[] = [
  provider(1, {
    name: 'openai',
    preset: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    keyHint: '…4f2a',
    priceSource: 'openai',
    models: [
      model('gpt-5', 400_000, 128_000),
      model('gpt-5-mini', 400_000, 128_000),
      model('gpt-5-nano', 400_000, 128_000),
      model('text-embedding-3-large', 8_191),
    ],
    fallbacks: [
      { provider: 'anthropic', model: 'claude-sonnet-4-5' },
      { provider: 'local', model: 'llama3.3:70b' },
    ],
  }),
  provider(2, {
    name: 'anthropic',
    preset: 'anthropic',
    dialect: 'anthropic',
    baseUrl: 'https://api.anthropic.com/v1',
    keyHint: '…Qw9A',
    priceSource: 'anthropic',
    models: [model('claude-sonnet-4-5', 200_000, 64_000), model('claude-haiku-4-5', 200_000, 64_000)],
  }),
  provider(3, {
    name: 'local',
    preset: 'ollama',
    baseUrl: 'http://127.0.0.1:11434/v1',
    models: [model('llama3.3:70b', 131_072), model('qwen3:8b', 40_960)],
    allowsUnlisted: true,
  }),
  provider(4, {
    name: 'research-cluster',
    preset: 'vllm',
    baseUrl: 'https://llm.research.example.com/v1',
    keyHint: '…11b0',
    checkError: 'The address answers 401: it does not take this key.',
    models: [model('mistral-large-3')],
  }),
  provider(5, {
    name: 'demo',
    preset: 'demo',
    baseUrl: 'http://127.0.0.1:8899/v1',
    priceSource: 'demo',
    models: [model('demo')],
  }),
];

export const defaults: { now: ModelDefaults } = {
  now: { chat: { provider: 'openai', model: 'gpt-5-mini' }, quarantine: { provider: 'local', model: 'qwen3:8b' } },
};
