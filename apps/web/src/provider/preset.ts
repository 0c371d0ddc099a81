import type { ProviderDialect, ProviderPreset } from '@archestra/contracts';

/** What a provider of this kind is usually set up with. */
export interface Preset {
  label: string;
  /** Two letters for its mark. */
  initials: string;
  description: string;
  name: string;
  dialect: ProviderDialect;
  baseUrl: string;
  priceSource: string;
  /** Whether it answers nobody without a key. */
  needsKey: boolean;
}

export const presets: Record<ProviderPreset, Preset> = {
  openai: {
    label: 'OpenAI',
    initials: 'Oa',
    description: 'GPT and o models from OpenAI’s own address.',
    name: 'openai',
    dialect: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    priceSource: 'openai',
    needsKey: true,
  },
  anthropic: {
    label: 'Anthropic',
    initials: 'An',
    description: 'Claude models from Anthropic’s own address.',
    name: 'anthropic',
    dialect: 'anthropic',
    baseUrl: 'https://api.anthropic.com/v1',
    priceSource: 'anthropic',
    needsKey: true,
  },
  ollama: {
    label: 'Ollama',
    initials: 'Ol',
    description: 'Models on a machine of yours. No key, no price.',
    name: 'ollama',
    dialect: 'openai',
    baseUrl: 'http://127.0.0.1:11434/v1',
    priceSource: '',
    needsKey: false,
  },
  vllm: {
    label: 'vLLM',
    initials: 'vL',
    description: 'Your own server for open models.',
    name: 'vllm',
    dialect: 'openai',
    baseUrl: 'http://127.0.0.1:8000/v1',
    priceSource: '',
    needsKey: false,
  },
  compatible: {
    label: 'Anything compatible',
    initials: '··',
    description: 'Every address that speaks as OpenAI or Anthropic do.',
    name: '',
    dialect: 'openai',
    baseUrl: '',
    priceSource: '',
    needsKey: false,
  },
  demo: {
    label: 'Demo',
    initials: 'De',
    description: 'Comes with Archestra and answers by fixed rules: there is no model behind it.',
    name: 'demo',
    dialect: 'openai',
    baseUrl: '',
    priceSource: 'demo',
    needsKey: false,
  },
};

/** What people set up themselves; the demo comes with the platform. */
export const offeredPresets = ['openai', 'anthropic', 'ollama', 'vllm', 'compatible'] as const;

export const dialectWords: Record<ProviderDialect, string> = { openai: 'As OpenAI', anthropic: 'As Anthropic' };
