import type { ToolContract } from '@archestra/contracts';
import { expect, it } from '@jest/globals';
import { withOwnParts } from './own-parts.ts';

const shared: ToolContract = {
  effect: 'egress',
  output: { integrity: 'untrusted', audience: 'public' },
  approval: 'always',
};

it('gives each tool the shared contract and leaves it what only it can say', () => {
  const known: ToolContract = {
    effect: 'none',
    output: { integrity: 'trusted', audience: [] },
    recipients: ['$.to'],
    targets: ['$.id'],
    designators: [{ path: '$.name', pattern: '[a-z]+' }],
    reaches: ['staff'],
  };
  const { recipients, targets, designators, reaches } = known;
  expect(withOwnParts(shared, known)).toEqual({ ...shared, recipients, targets, designators, reaches });
  expect(withOwnParts(shared, { effect: 'none', output: shared.output })).toEqual(shared);
  expect(withOwnParts(shared, undefined)).toEqual(shared);
});
