import { expect, it } from '@jest/globals';
import { problemOf } from './password.ts';

const good = { current: 'old one', next: 'a long new sentence', again: 'a long new sentence' };

it.each([
  ['nothing', {}, undefined],
  ['a missing current password', { current: '' }, 'current'],
  ['a short one', { next: 'short', again: 'short' }, 'next'],
  ['the same as before', { current: good.next }, 'next'],
  ['a typing error', { again: 'a long new sentense' }, 'again'],
])('complains about %s', (_, part, field) => {
  expect(problemOf({ ...good, ...part })?.field).toBe(field);
});
