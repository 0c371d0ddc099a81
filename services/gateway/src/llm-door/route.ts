import type { LlmOperation } from '@archestra/contracts';

/** How errors and lists of models are written. */
export type Tongue = 'openai' | 'anthropic';

interface Door {
  readonly tongue: Tongue;
  /** Models have to be written as `provider:model`. */
  readonly isFull: boolean;
}

/** A path on which a model is asked. */
export interface AskRoute extends Door {
  readonly url: string;
  readonly operation: LlmOperation;
}

/** A path that lists models. */
export interface ListRoute extends Door {
  readonly url: string;
}

const doors: readonly (Door & { prefix: string; paths: Readonly<Record<string, LlmOperation>> })[] = [
  {
    prefix: '/v1/openai',
    tongue: 'openai',
    isFull: false,
    paths: { 'chat/completions': 'chat-completions', responses: 'responses', embeddings: 'embeddings' },
  },
  {
    prefix: '/v1/anthropic',
    tongue: 'anthropic',
    isFull: false,
    // The official client of Anthropic puts /v1 behind whatever address it is given.
    paths: {
      messages: 'messages',
      'messages/count_tokens': 'count-tokens',
      'v1/messages': 'messages',
      'v1/messages/count_tokens': 'count-tokens',
    },
  },
  {
    prefix: '/v1/model-router',
    tongue: 'openai',
    isFull: true,
    paths: { 'chat/completions': 'chat-completions', responses: 'responses', embeddings: 'embeddings' },
  },
];

const PROFILE = ':profileId';

/** With and without a profile. */
const both = (prefix: string, path: string): string[] => [`${prefix}/${path}`, `${prefix}/${PROFILE}/${path}`];

export const askRoutes: readonly AskRoute[] = doors.flatMap(({ prefix, paths, ...door }) =>
  Object.entries(paths).flatMap(([path, operation]) => both(prefix, path).map((url) => ({ ...door, url, operation }))),
);

export const listRoutes: readonly ListRoute[] = doors.flatMap(({ prefix, paths: _paths, ...door }) =>
  ['models', ...(door.tongue === 'anthropic' ? ['v1/models'] : [])].flatMap((path) =>
    both(prefix, path).map((url) => ({ ...door, url })),
  ),
);
