import { expect, it } from '@jest/globals';
import { readTable } from './table-file.ts';

it('reads a table of prices', () => {
  expect(readTable('{"gpt-5":{"input_cost_per_token":1e-6}}')).toEqual({
    entries: { 'gpt-5': { input_cost_per_token: 1e-6 } },
  });
});

it.each([
  ['{', 'not JSON'],
  ['[]', 'not a table'],
  ['null', 'not a table'],
  ['{}', 'not a table'],
  [`{"a":"${'x'.repeat(4_200_000)}"}`, '4 MiB'],
])('says what is wrong with other files', (text, words) => {
  expect(readTable(text)).toEqual({ problem: expect.stringContaining(words) });
});
