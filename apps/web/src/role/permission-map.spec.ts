import { expect, it } from '@jest/globals';
import { Permission } from '@archestra/contracts';
import { cellsOf, difference, obstacleTo, resourceGroups } from './permission-map.ts';

const resources = resourceGroups.flatMap((group) => group.resources.map(([id]) => id));

it('has a place of its own for every permission', () => {
  const placed = resources.flatMap((resource) => Object.values(cellsOf(resource)));
  expect(placed.toSorted()).toEqual(Permission.options.toSorted());
});

it('names every resource once', () => {
  expect(new Set(resources).size).toBe(resources.length);
});

it('tells what a change of role gives and takes', () => {
  expect(difference(['team:read', 'role:read'], ['team:read', 'user:read'])).toEqual({
    gained: ['user:read'],
    lost: ['role:read'],
  });
});

it('says why somebody cannot grant what they do not have', () => {
  expect(obstacleTo('team:read', ['team:read'])).toBeUndefined();
  expect(obstacleTo('team:write', ['team:read'])).toContain('do not have this yourself');
  expect(obstacleTo('organization:create', [])).toContain('operator');
});
