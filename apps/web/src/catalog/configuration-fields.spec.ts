import { describe, expect, it } from '@jest/globals';
import type { ConfigurationField } from '@archestra/contracts';
import { cleanAnswers, isAnswered } from './configuration-fields.tsx';

const field = (part: Partial<ConfigurationField>): ConfigurationField => ({
  in: 'env',
  name: 'REGION',
  title: '',
  description: '',
  isSecret: false,
  isRequired: true,
  choices: [],
  ...part,
});

describe('answers', () => {
  it.each([
    ['a required one without answer', field({}), {}, false],
    ['a required one with answer', field({}), { REGION: 'eu' }, true],
    ['a blank answer', field({}), { REGION: '' }, false],
    ['one with a default', field({ default: 'eu' }), {}, true],
    ['an optional one', field({ isRequired: false }), {}, true],
    ['a secret, which is given elsewhere', field({ isSecret: true }), {}, true],
  ])('%s', (_, one, answers, enough) => {
    expect(isAnswered([one], answers)).toBe(enough);
  });

  it('are sent without those nobody gave', () => {
    expect(cleanAnswers({ a: 'x', b: '' })).toEqual({ a: 'x' });
  });
});
