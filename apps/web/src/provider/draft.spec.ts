import type { Provider } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { bodyOf, changeOf, draftFrom, draftOf, problemsOf } from './draft.ts';

const at = '2026-11-29T10:00:00Z';
const provider: Provider = {
  ...{ id: '1', organizationId: 'o', name: 'openai', preset: 'openai', dialect: 'openai', keyHint: '…4f2a' },
  ...{ baseUrl: 'https://api.openai.com/v1', priceSource: 'openai', allowsUnlisted: false, isEnabled: true },
  models: [{ id: 'gpt-5', contextTokens: 400_000, maxOutputTokens: null }],
  fallbacks: [{ provider: 'local', model: 'library/llama:8b' }],
  ...{ checkedAt: at, checkError: null, createdAt: at, updatedAt: at },
};

describe('the draft of a provider', () => {
  it('keeps the key there is unless another is typed', () => {
    expect(changeOf(draftFrom(provider)).key).toBeNull();
    expect(changeOf({ ...draftFrom(provider), key: ' sk-new ' }).key).toBe('sk-new');
  });

  it('says of a provider what it was', () => {
    const { key: _, ...change } = changeOf(draftFrom(provider));
    expect(provider).toMatchObject(change);
  });

  it('makes a name and an address out of what was typed', () => {
    const draft = { ...draftOf('compatible'), name: 'My LLM', baseUrl: ' https://llm.example.com/v1/ ' };
    expect(bodyOf(draft)).toMatchObject({
      name: 'my-llm',
      baseUrl: 'https://llm.example.com/v1',
      priceSource: null,
      fallbacks: [],
    });
  });

  it('knows what is missing', () => {
    expect(Object.keys(problemsOf(draftOf('compatible')))).toEqual(['name', 'baseUrl', 'models']);
    expect(Object.keys(problemsOf(draftOf('ollama')))).toEqual(['models']);
    expect(problemsOf({ ...draftOf('openai'), allowsUnlisted: true })).toEqual({});
    expect(problemsOf(draftFrom(provider))).toEqual({});
  });
});
