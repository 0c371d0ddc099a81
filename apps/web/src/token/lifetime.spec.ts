import { expect, it } from '@jest/globals';
import { expiryAfter } from './lifetime.ts';

it('counts days from now, and knows never', () => {
  const now = new Date('2026-11-21T12:00:00Z');
  expect([expiryAfter('7', now), expiryAfter('never', now)]).toEqual(['2026-11-28T12:00:00.000Z', null]);
});
