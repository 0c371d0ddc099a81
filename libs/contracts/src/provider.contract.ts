import { z } from 'zod';
import { Empty, Id, Slug, Timestamp } from './common.ts';
import { event } from './event.ts';
import { ModelName, ModelReference } from './model-reference.ts';
import { rpc } from './rpc.ts';
import { snapshot } from './snapshot.ts';

/** How a provider's API is spoken. */
export const ProviderDialect = z.enum(['openai', 'anthropic']);
export type ProviderDialect = z.output<typeof ProviderDialect>;

/** What a provider was set up from. `demo` is the scripted provider that comes with the platform: it answers without a model. */
export const ProviderPreset = z.enum(['openai', 'anthropic', 'ollama', 'vllm', 'compatible', 'demo']);
export type ProviderPreset = z.output<typeof ProviderPreset>;

/** A model that may be asked for. Token limits are what the provider says; null when it says nothing. */
export const ProviderModel = z.object({
  id: ModelName,
  contextTokens: z.number().int().positive().nullable().default(null),
  maxOutputTokens: z.number().int().positive().nullable().default(null),
});
export type ProviderModel = z.output<typeof ProviderModel>;

/** Which column of the price catalog holds for a provider's models: `openai`, `anthropic`, `azure` …; null: its models cost nothing. */
const PriceSource = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/)
  .nullable();

/** A provider of models. The key is written, never read back: `keyHint` shows its last characters. */
export const Provider = z.object({
  id: Id,
  organizationId: Id,
  /** Part of `provider:model` and of statistics; cannot be changed. */
  name: Slug,
  preset: ProviderPreset,
  dialect: ProviderDialect,
  /** Up to and without the operation: `https://api.openai.com/v1`. */
  baseUrl: z.url().max(2_000),
  keyHint: z.string().max(8).nullable(),
  priceSource: PriceSource,
  models: z.array(ProviderModel).max(2_000),
  /** Whether a model that is not listed may be asked for. */
  allowsUnlisted: z.boolean(),
  /** Asked in this order when this provider does not answer, is overloaded or refuses our key. */
  fallbacks: z.array(ModelReference).max(4),
  isEnabled: z.boolean(),
  /** The last test of address and key. */
  checkedAt: Timestamp.nullable(),
  checkError: z.string().max(500).nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type Provider = z.output<typeof Provider>;

export const ProviderInput = Provider.pick({
  name: true,
  preset: true,
  dialect: true,
  baseUrl: true,
  priceSource: true,
  models: true,
  allowsUnlisted: true,
  fallbacks: true,
  isEnabled: true,
}).extend({ key: z.string().min(1).max(4_096).nullable().default(null) });
export type ProviderInput = z.output<typeof ProviderInput>;

/** What a test of a provider found: the models it lists, or what was wrong in words. */
export const ProviderCheck = z.object({
  ok: z.boolean(),
  message: z.string().max(500),
  models: z.array(ProviderModel).max(2_000),
});
export type ProviderCheck = z.output<typeof ProviderCheck>;

/** Which models are used when nobody names one. */
export const ModelDefaults = z.object({
  /** Chat of the console. */
  chat: ModelReference.nullable(),
  /** The quarantined model of the dual LLM. Null: what would be sanitized is withheld. */
  quarantine: ModelReference.nullable(),
});
export type ModelDefaults = z.output<typeof ModelDefaults>;

/** A model a person may choose, with the provider's label. */
export const OfferedModel = ProviderModel.extend({ provider: Slug, preset: ProviderPreset });
export type OfferedModel = z.output<typeof OfferedModel>;

export const provider = {
  listProviders: rpc('registry.provider.list', Empty, z.object({ items: z.array(Provider) })),
  getProvider: rpc('registry.provider.get', z.object({ id: Id }), Provider),
  /** Throws CONFLICT for a name in use. The address and the key are tested; a failed test does not stop it and shows in `checkError`. */
  createProvider: rpc('registry.provider.create', ProviderInput, Provider, 15_000),
  /** `key: null` keeps the key there is. */
  updateProvider: rpc(
    'registry.provider.update',
    ProviderInput.omit({ name: true, preset: true, dialect: true }).extend({ id: Id }),
    Provider,
    15_000,
  ),
  deleteProvider: rpc('registry.provider.delete', z.object({ id: Id }), Empty),
  /** Tests address and key before anything is kept; with `id`, the stored key is used when none is given. */
  checkProvider: rpc(
    'registry.provider.check',
    ProviderInput.pick({ dialect: true, baseUrl: true, key: true }).extend({ id: Id.optional() }),
    ProviderCheck,
    15_000,
  ),
  listModels: rpc('registry.model.list', Empty, z.object({ items: z.array(OfferedModel), defaults: ModelDefaults })),
  setModelDefaults: rpc('registry.model-default.set', ModelDefaults, ModelDefaults),
} as const;

const providerFact = z.object({ providerId: Id, name: Slug });
export const providerEvents = {
  providerCreated: event('registry.provider.created', providerFact),
  providerChanged: event('registry.provider.changed', providerFact.extend({ keyChanged: z.boolean() })),
  providerDeleted: event('registry.provider.deleted', providerFact),
  modelDefaultsChanged: event('registry.model-default.changed', ModelDefaults),
} as const;

/** Keyed by organization id: every provider with its key sealed for the gateway alone, so that a call is routed from memory. */
export const ProviderSnapshot = z.object({
  organizationId: Id,
  providers: z.array(
    Provider.pick({
      id: true,
      name: true,
      preset: true,
      dialect: true,
      baseUrl: true,
      priceSource: true,
      models: true,
      allowsUnlisted: true,
      fallbacks: true,
      isEnabled: true,
    }).extend({ sealedKey: z.string().nullable() }),
  ),
  defaults: ModelDefaults,
});
export type ProviderSnapshot = z.output<typeof ProviderSnapshot>;
export const providers = snapshot('providers', ProviderSnapshot);

/** What separates the sealing of provider keys from other uses of a secret. */
export const PROVIDER_KEY_PURPOSE = 'archestra provider key 1';

/** What a sealed key is bound to: moved to another organization or provider it cannot be opened. */
export const providerKeyOwner = ({ organizationId, id }: { organizationId: string; id: string }): readonly string[] => [
  organizationId,
  id,
];
