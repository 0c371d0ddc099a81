import { describe, expect, it } from '@jest/globals';
import { askerOf } from './approval-words.ts';

describe('who asks', () => {
  it.each([
    ['user:max', { userId: 'max' }],
    ['team:red', { words: 'a token of a team' }],
    ['service:robot', { words: 'a token of a service' }],
  ])('%s', (principal, expected) => {
    expect(askerOf(principal)).toEqual(expected);
  });
});
