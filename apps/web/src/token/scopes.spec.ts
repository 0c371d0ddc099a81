import { expect, it } from '@jest/globals';
import { scopesOf } from './scopes.ts';

const own = ['profile:use', 'profile:read', 'token:read', 'token:write'] as const;

it.each([
  ['everything', null],
  ['call', ['profile:read', 'profile:use']],
  ['read', ['profile:read', 'token:read']],
  ['chosen', ['token:write']],
] as const)('%s stands for %p', (choice, expected) => {
  expect(scopesOf(choice, { own, chosen: ['token:write', 'user:write'] })).toEqual(expected);
});

it('gives nothing the maker does not have', () => {
  expect(scopesOf('call', { own: ['profile:read'], chosen: [] })).toEqual(['profile:read']);
});
