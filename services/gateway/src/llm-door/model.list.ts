import type { Tongue } from './route.ts';

/** Providers do not say since when; clients want something. */
const SINCE = '2026-01-01T00:00:00Z';
const SINCE_SECONDS = Date.parse(SINCE) / 1_000;

/** The list of models as the official clients read it. */
export const modelList = (names: readonly string[], tongue: Tongue): unknown =>
  tongue === 'openai'
    ? {
        object: 'list',
        data: names.map((id) => ({ id, object: 'model', created: SINCE_SECONDS, owned_by: 'archestra' })),
      }
    : {
        data: names.map((id) => ({ type: 'model', id, display_name: id, created_at: SINCE })),
        has_more: false,
        first_id: names[0] ?? null,
        last_id: names.at(-1) ?? null,
      };
