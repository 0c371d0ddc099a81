import { expect, it } from '@jest/globals';
import { safeTarget } from './target.ts';

it.each([
  [undefined, '/'],
  ['/mcp/logs?outcome=denied', '/mcp/logs?outcome=denied'],
  ['https://evil.example.com', '/'],
  ['//evil.example.com', '/'],
  ['/\\evil.example.com', '/'],
  ['javascript:alert(1)', '/'],
  ['/sign-in?to=/sign-in', '/'],
])('after signing in, %p leads to %p', (to, expected) => {
  expect(safeTarget(to)).toBe(expected);
});
