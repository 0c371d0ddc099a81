import { describe, expect, it } from '@jest/globals';
import { consoleRoutes, Permission } from '@archestra/contracts';
import { permissionsOf, rolePermissions } from './permission.ts';

describe('the permission map', () => {
  it('knows the permission of every route, or the route says that it needs none', () => {
    const known = new Set<string>(['public', 'signed-in', ...Object.values(rolePermissions).flat()]);
    expect(Object.values(consoleRoutes).filter(({ permission }) => !known.has(permission))).toEqual([]);
  });

  it('has no permission that no route uses', () => {
    const used = new Set<string>(Object.values(consoleRoutes).map(({ permission }) => permission));
    expect(Permission.options.filter((permission) => !used.has(permission))).toEqual([]);
  });

  it('opens to everybody only signing in, signing out and the API document', () => {
    const open = Object.entries(consoleRoutes).filter(([, { permission }]) => permission === 'public');
    expect(open.map(([name]) => name).sort()).toEqual(['getOpenApi', 'signIn', 'signOut']);
  });

  it('gives a member nothing that changes policy or shows the doings of others', () => {
    const member = [...permissionsOf('member')];
    expect(
      member.filter((permission) =>
        /^(mcp-tool-call|audit-entry|usage|user|mcp-server-log|block-rule|tool-contract)/.test(permission),
      ),
    ).toEqual([]);
    expect(member).not.toContain('profile:write');
    expect(member).not.toContain('mcp-server:write');
  });
});
