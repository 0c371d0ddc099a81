import { expect, it } from '@jest/globals';
import { isOtherModel } from './llm-call-words.ts';

it.each([
  ['gpt-5', 'openai:gpt-5', false],
  ['openai:gpt-5', 'openai:gpt-5', false],
  ['gpt-5', 'local:gpt-5-mini', true],
  ['openai:gpt-5', 'azure:gpt-5', true],
  ['library/llama:8b', 'local:library/llama:8b', false],
  ['gpt-5', null, false],
])('%s answered by %s is another model: %s', (requested, used, expected) =>
  expect(isOtherModel(requested, used)).toBe(expected),
);
