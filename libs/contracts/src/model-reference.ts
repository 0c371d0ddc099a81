import { z } from 'zod';
import { Slug } from './common.ts';

/** A model as its provider calls it: `gpt-5-mini`, `claude-sonnet-4-5`, `library/llama3:8b`. */
export const ModelName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\s\p{C}]+$/u, 'no spaces and no control characters');

/** A model of a configured provider. */
export const ModelReference = z.object({ provider: Slug, model: ModelName });
export type ModelReference = z.output<typeof ModelReference>;

/** `provider:model`, the way the model router and people write it. */
export const modelReferenceText = ({ provider, model }: ModelReference): string => `${provider}:${model}`;

/** Reads `provider:model`; undefined when it is not one. A model's name may hold colons, a provider's may not. */
export const readModelReference = (text: string): ModelReference | undefined => {
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  const parsed = ModelReference.safeParse({ provider: text.slice(0, colon), model: text.slice(colon + 1) });
  return parsed.success ? parsed.data : undefined;
};
