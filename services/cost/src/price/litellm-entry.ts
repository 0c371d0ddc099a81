import { ModelName, type PriceInput, type PriceTier } from '@archestra/contracts';
import { z } from 'zod';
import { microUsdPerMillion } from './decimal.ts';

const Entry = z.looseObject({ litellm_provider: z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/) });

/** A price as an entry of the public table names it. */
export type ListedPrice = Omit<PriceInput, 'validFrom'>;

const fields = {
  input: 'input_cost_per_token',
  output: 'output_cost_per_token',
  cachedInput: 'cache_read_input_token_cost',
  cacheWrite: 'cache_creation_input_token_cost',
} as const;
type Field = keyof typeof fields;

const THRESHOLD = /^input_cost_per_token_above_(\d{1,6})k_tokens$/;

type Row = Record<Field, number | undefined>;

const rowOf = (entry: Record<string, unknown>, suffix = ''): Row => ({
  input: microUsdPerMillion(entry[fields.input + suffix]),
  output: microUsdPerMillion(entry[fields.output + suffix]),
  cachedInput: microUsdPerMillion(entry[fields.cachedInput + suffix]),
  cacheWrite: microUsdPerMillion(entry[fields.cacheWrite + suffix]),
});

const tiersOf = (entry: Record<string, unknown>, base: { output: number }): PriceTier[] =>
  Object.keys(entry)
    .flatMap((key) => {
      const thousands = THRESHOLD.exec(key)?.[1];
      if (thousands === undefined || Number(thousands) === 0) return [];
      const row = rowOf(entry, `_above_${thousands}k_tokens`);
      if (row.input === undefined) return [];
      return [
        {
          aboveTokens: Number(thousands) * 1_000,
          input: row.input,
          output: row.output ?? base.output,
          cachedInput: row.cachedInput ?? null,
          cacheWrite: row.cacheWrite ?? null,
        },
      ];
    })
    .sort((one, other) => one.aboveTokens - other.aboveTokens)
    .slice(0, 8);

/** `gemini/gemini-2.5-pro` of `gemini` is the model `gemini-2.5-pro`; other slashes are part of a name. */
const modelOf = (key: string, source: string): string =>
  key.startsWith(`${source}/`) ? key.slice(source.length + 1) : key;

/**
 * Reads one entry of LiteLLM's `model_prices_and_context_window.json`: plain, cache and tier prices; batch, priority and flex ones
 * are left out, because calls through here are none of these. A missing output price is 0 where there are no output tokens to pay
 * (embeddings). Undefined for entries without a price per input token.
 */
export const listedPrice = (key: string, value: unknown): ListedPrice | undefined => {
  const entry = Entry.safeParse(value);
  if (!entry.success) return undefined;
  const source = entry.data.litellm_provider;
  const model = ModelName.safeParse(modelOf(key, source));
  const {
    input,
    output = entry.data['mode'] === 'embedding' ? 0 : undefined,
    cachedInput,
    cacheWrite,
  } = rowOf(entry.data);
  if (!model.success || input === undefined || output === undefined) return undefined;
  return {
    source,
    model: model.data,
    input,
    output,
    cachedInput: cachedInput ?? null,
    cacheWrite: cacheWrite ?? null,
    tiers: tiersOf(entry.data, { output }),
  };
};
