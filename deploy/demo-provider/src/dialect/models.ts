const SINCE = '2026-01-01T00:00:00Z';

/** The list of models, in the dialect of the caller. */
export const modelList = (names: readonly string[], isAnthropic: boolean): unknown =>
  isAnthropic
    ? {
        data: names.map((id) => ({ type: 'model', id, display_name: id, created_at: SINCE })),
        has_more: false,
        first_id: names[0] ?? null,
        last_id: names.at(-1) ?? null,
      }
    : {
        object: 'list',
        data: names.map((id) => ({ id, object: 'model', created: Date.parse(SINCE) / 1_000, owned_by: 'demo' })),
      };
