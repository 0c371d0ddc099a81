import { expect, it } from '@jest/globals';
import { labelsOf } from './labels.ts';

it.each([
  ['', []],
  [' Data,  night   Shift,,data', ['data', 'night shift']],
])('reads %j as %j', (text, labels) => {
  expect(labelsOf(text)).toEqual(labels);
});
