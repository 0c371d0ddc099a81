import { expect, it } from '@jest/globals';
import { accessWords, reaches, sameAccess } from './access.ts';

const nobody = { everyone: false, teamIds: [], userIds: [] };
const user = { id: 'u', teamIds: ['t'], isActive: true };

it.each([
  ['nobody', nobody, false],
  ['everybody', { ...nobody, everyone: true }, true],
  ['a team of theirs', { ...nobody, teamIds: ['t'] }, true],
  ['another team', { ...nobody, teamIds: ['x'] }, false],
  ['them by name', { ...nobody, userIds: ['u'] }, true],
])('a profile for %s reaches the person or not', (_, access, expected) => {
  expect(reaches(access, user)).toBe(expected);
});

it('reaches nobody who is deactivated', () => {
  expect(reaches({ ...nobody, everyone: true }, { ...user, isActive: false })).toBe(false);
});

it.each([
  [nobody, 'Nobody'],
  [{ ...nobody, everyone: true, teamIds: ['t'] }, 'Everybody'],
  [{ ...nobody, teamIds: ['t'], userIds: ['a', 'b'] }, '1 team and 2 people'],
  [{ ...nobody, userIds: ['a'] }, '1 person'],
])('%p reads %s', (access, expected) => {
  expect(accessWords(access)).toBe(expected);
});

it('does not mind the order', () => {
  expect(sameAccess({ ...nobody, teamIds: ['a', 'b'] }, { ...nobody, teamIds: ['b', 'a'] })).toBe(true);
  expect(sameAccess(nobody, { ...nobody, everyone: true })).toBe(false);
});
