import { Permission, type ProfileServer } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { mayUseTool } from './built-in.ts';

const grant = (source: string, name: string) => ({
  server: { source } as ProfileServer,
  tool: { name, inputSchema: {}, pin: 'a'.repeat(64) },
});
const everything = { permissions: [...Permission.options] };

describe('tools of the platform itself', () => {
  it.each<[string, Permission[], boolean]>([
    ['list_memories', ['memory:read'], true],
    ['list_memories', ['memory:write', 'profile:use'], false],
    ['set_memory', ['memory:write'], true],
    ['set_memory', ['memory:read'], false],
    ['delete_memory', [], false],
  ])('%s for somebody with %j: %s', (tool, permissions, may) => {
    expect(mayUseTool(grant('builtin:knowledge', tool), { permissions })).toBe(may);
  });

  it.each([
    ['builtin:knowledge', 'drop_memories'],
    ['builtin:knowledge', 'constructor'],
    ['builtin:unknown', 'list_memories'],
    ['builtin:constructor', 'name'],
  ])('are nobody’s when they name no permission: %s %s', (source, tool) => {
    expect(mayUseTool(grant(source, tool), everything)).toBe(false);
  });

  it('leave the tools of other servers alone', () => {
    expect(mayUseTool(grant('npm:knowledge', 'anything'), { permissions: [] })).toBe(true);
  });
});
