import { expect, it } from '@jest/globals';
import * as policy from './index.ts';

it('exports exactly what we promise', () => {
  expect(Object.keys(policy).sort()).toEqual([
    'CLIENT_SERVER',
    'DEFAULT_CONTRACT',
    'FRESH_SESSION',
    'LEAST_RESTRICTIVE',
    'LOST_SESSION',
    'MOST_RESTRICTIVE',
    'contractKey',
    'decide',
    'hear',
    'join',
    'mayReceive',
    'observe',
    'profileGrant',
    'propose',
    'scan',
    'toolContract',
  ]);
});
