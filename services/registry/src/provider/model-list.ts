import { ModelName, type ProviderModel } from '@archestra/contracts';
import { z } from 'zod';

const MAX_MODELS = 2_000;

const Tokens = z.number().int().positive().nullable().catch(null);

/** What providers say of a model; names of the limits differ between those that tell them. */
const Entry = z.looseObject({
  id: ModelName,
  max_model_len: Tokens.optional(),
  context_length: Tokens.optional(),
  max_input_tokens: Tokens.optional(),
  max_tokens: Tokens.optional(),
});
const List = z.object({ data: z.array(z.unknown()) });

const modelOf = (entry: unknown): ProviderModel[] => {
  const parsed = Entry.safeParse(entry);
  if (!parsed.success) return [];
  const { id, max_model_len, context_length, max_input_tokens, max_tokens } = parsed.data;
  return [
    {
      id,
      contextTokens: max_input_tokens ?? context_length ?? max_model_len ?? null,
      maxOutputTokens: max_tokens ?? null,
    },
  ];
};

/** Models of a provider's list, by name; undefined when it is no list. Entries without a usable name are left out. */
export const readModelList = (body: unknown): ProviderModel[] | undefined => {
  const list = List.safeParse(body);
  if (!list.success) return undefined;
  const byId = new Map(list.data.data.flatMap(modelOf).map((model) => [model.id, model]));
  return [...byId.values()].sort((one, other) => (one.id < other.id ? -1 : 1)).slice(0, MAX_MODELS);
};
