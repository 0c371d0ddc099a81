import { expect, it } from '@jest/globals';
import { navigation, placeOf, visibleNavigation } from './nav.ts';

const paths = (can: boolean) => visibleNavigation(() => can).flatMap(({ items }) => items.map(({ to }) => to));

it('shows everything to who may do everything', () => {
  expect(paths(true)).toEqual(navigation.flatMap(({ items }) => items.map(({ to }) => to)));
});

it('shows nobody a page or a heading they may not use', () => {
  expect(paths(false)).toEqual(['/settings/account']);
  expect(visibleNavigation(() => false).map(({ label }) => label)).toEqual(['You']);
});

it('says of a page which entry it belongs to, the narrowest', () => {
  const groups = visibleNavigation(() => true);
  expect(placeOf(groups, '/mcp/registry/installation-requests/1')).toBe('/mcp/registry/installation-requests');
  expect(placeOf(groups, '/mcp/registry/1')).toBe('/mcp/registry');
  expect(placeOf(groups, '/elsewhere')).toBeUndefined();
});
