import {
  modelReferenceText,
  readModelReference,
  type Provider,
  type ProviderDialect,
  type ProviderModel,
  type ProviderPreset,
} from '@archestra/contracts';
import { slugOf } from '../display/format.ts';
import { presets } from './preset.ts';
import type { ProviderBody, ProviderChange } from './provider.query.ts';

/** A provider as the form holds it. References are written `provider:model`; an empty price source means that models cost nothing. */
export interface Draft {
  preset: ProviderPreset;
  name: string;
  dialect: ProviderDialect;
  baseUrl: string;
  key: string;
  priceSource: string;
  models: ProviderModel[];
  allowsUnlisted: boolean;
  fallbacks: string[];
  isEnabled: boolean;
}

/** What a new provider of this kind begins with. */
export const draftOf = (preset: ProviderPreset): Draft => {
  const { name, dialect, baseUrl, priceSource } = presets[preset];
  const common = { key: '', models: [], allowsUnlisted: false, fallbacks: [], isEnabled: true };
  return { ...common, preset, name, dialect, baseUrl, priceSource };
};

/** An existing provider; its key is not known here and stays unless another is typed. */
export const draftFrom = (provider: Provider): Draft => ({
  preset: provider.preset,
  name: provider.name,
  dialect: provider.dialect,
  baseUrl: provider.baseUrl,
  key: '',
  priceSource: provider.priceSource ?? '',
  models: provider.models,
  allowsUnlisted: provider.allowsUnlisted,
  fallbacks: provider.fallbacks.map(modelReferenceText),
  isEnabled: provider.isEnabled,
});

/** What is sent to change a provider. */
export const changeOf = (draft: Draft): ProviderChange => ({
  baseUrl: draft.baseUrl.trim().replace(/\/+$/, ''),
  key: draft.key.trim() || null,
  priceSource: draft.priceSource.trim() || null,
  models: draft.models,
  allowsUnlisted: draft.allowsUnlisted,
  fallbacks: draft.fallbacks.flatMap((text) => readModelReference(text) ?? []),
  isEnabled: draft.isEnabled,
});

/** What is sent to set a provider up. */
export const bodyOf = (draft: Draft): ProviderBody => ({
  ...changeOf(draft),
  preset: draft.preset,
  name: slugOf(draft.name),
  dialect: draft.dialect,
});

/** What a person still has to say before it can be tested or kept. */
export const problemsOf = ({
  name,
  baseUrl,
  models,
  allowsUnlisted,
}: Draft): { name?: string; baseUrl?: string; models?: string } => ({
  ...(slugOf(name) === '' && { name: 'Give it a name of letters, digits and dashes.' }),
  ...(!URL.canParse(baseUrl.trim()) && { baseUrl: 'A whole address, such as https://llm.example.com/v1.' }),
  ...(models.length === 0 &&
    !allowsUnlisted && { models: 'Test it to fill the list, add one by hand, or allow models that are not listed.' }),
});
