import type { Price } from '@archestra/contracts';
import { readUsd, usdText } from '../display/money.ts';
import type { PriceBody } from './price.query.ts';

/** A price as the form holds it: dollars for a million tokens, as a person types them; empty cache prices fall back to what is sent. */
export interface Draft {
  source: string;
  model: string;
  input: string;
  output: string;
  cachedInput: string;
  cacheWrite: string;
  /** Prices for longer requests, as they were: they go on with the next price. */
  tiers: Price['tiers'];
  /** A local date and time as `<input type="datetime-local">` holds it. */
  validFrom: string;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-11-29T14:05` in the person's own time zone. */
export const localText = (at: Date): string =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;

export const blankDraft = (now: Date): Draft => ({
  ...{ source: '', model: '', input: '', output: '', cachedInput: '', cacheWrite: '' },
  tiers: [],
  validFrom: localText(now),
});

const text = (price: number | null): string => (price === null ? '' : usdText(price));

/** The next price of a model begins with the last one. */
export const draftFrom = (price: Price, now: Date): Draft => ({
  source: price.source,
  model: price.model,
  input: text(price.input),
  output: text(price.output),
  cachedInput: text(price.cachedInput),
  cacheWrite: text(price.cacheWrite),
  tiers: price.tiers,
  validFrom: localText(now),
});

const fields = ['input', 'output', 'cachedInput', 'cacheWrite'] as const;
type PriceField = (typeof fields)[number];

type Problems = Partial<Record<PriceField, string>>;

const problemsOf = (draft: Draft): Problems =>
  Object.fromEntries(
    fields
      .filter((field) => draft[field] !== '' && readUsd(draft[field]) === undefined)
      .map((field) => [field, 'Dollars, such as 2.50.']),
  );

/** What is sent, or which fields cannot be read. */
export const readDraft = (draft: Draft): { body?: PriceBody; problems: Problems } => {
  const problems = problemsOf(draft);
  const [source, model] = [draft.source.trim(), draft.model.trim()];
  const [input, output] = [readUsd(draft.input), readUsd(draft.output)];
  const validFrom = new Date(draft.validFrom);
  const isNamed = source !== '' && model !== '' && !Number.isNaN(validFrom.getTime());
  if (!isNamed || input === undefined || output === undefined || Object.keys(problems).length > 0) return { problems };
  const cache = { cachedInput: readUsd(draft.cachedInput) ?? null, cacheWrite: readUsd(draft.cacheWrite) ?? null };
  return {
    problems,
    body: { source, model, input, output, ...cache, tiers: draft.tiers, validFrom: validFrom.toISOString() },
  };
};
