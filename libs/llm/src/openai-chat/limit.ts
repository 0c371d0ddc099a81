const NEWER_LIMIT = /^(?:openai\/)?(?:o\d|gpt-(?:[5-9]|\d\d))/;

/** OpenAI's reasoning models take the limit under its newer name only; others who imitate the API know only the older one. */
export const limitName = (model: string): 'max_tokens' | 'max_completion_tokens' =>
  NEWER_LIMIT.test(model) ? 'max_completion_tokens' : 'max_tokens';
