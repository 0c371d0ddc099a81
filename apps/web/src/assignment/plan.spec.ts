import { expect, it } from '@jest/globals';
import type { Profile } from '@archestra/contracts';
import { assignmentsOf, planOf } from './plan.ts';

const profile = (id: string, tools: string[]): Profile => ({
  id,
  name: id,
  description: '',
  access: { everyone: true, teamIds: [], userIds: [] },
  ownerId: null,
  assignments: [{ installationId: 'files', tools }],
  createdAt: '',
  updatedAt: '',
});
const profiles = [profile('full', ['read', 'write']), profile('half', ['read'])];
const chosen = new Map([
  ['files', new Set(['write', 'read'])],
  ['web', new Set<string>()],
]);

it.each([
  ['add', [0, 1]],
  ['remove', [2, 1]],
] as const)('%s changes only what is not as wanted yet', (direction, totals) => {
  expect(planOf(profiles, chosen, direction).map(({ total }) => total)).toEqual(totals);
});

it('names what changes and counts what stays', () => {
  expect(planOf(profiles, chosen, 'add')[1]?.cells).toEqual([{ serverId: 'files', changes: ['write'], unchanged: 1 }]);
});

it('sends no server of which nothing is chosen', () => {
  expect(assignmentsOf(chosen)).toEqual([{ installationId: 'files', tools: ['read', 'write'] }]);
});
