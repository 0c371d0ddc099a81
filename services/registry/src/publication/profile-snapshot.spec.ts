import type { Tool } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { MAX_SNAPSHOT_BYTES, profileSnapshot, type GrantedServer } from './profile-snapshot.ts';

const access = { everyone: true, teamIds: [], userIds: [] };
const profile = { id: 'p', organizationId: 'o', name: 'Default', description: '', access };
const tool = (name: string, pin = 'a', extra: Partial<Tool> = {}): [string, Tool] => [
  name,
  { name, inputSchema: {}, pin, ...extra },
];
const server = (name: string, tools: [string, Tool][], grants: Record<string, string>): GrantedServer => ({
  id: name,
  name,
  source: { kind: 'builtin', service: 'knowledge' },
  facts: { protocolVersion: '2025-11-25', capabilities: {} },
  tools: new Map(tools),
  grants: Object.entries(grants).map(([granted, pin]) => ({ tool: granted, pin })),
});
const names = (servers: GrantedServer[]) =>
  profileSnapshot(profile, servers).servers.map(({ tools }) => tools.map(({ exposedName }) => exposedName));

describe('the snapshot of a profile', () => {
  it.each<[string, GrantedServer[], string[][]]>([
    ['shows the tools of one server unchanged', [server('s', [tool('read')], { read: 'a' })], [['read']]],
    [
      'names the server when there are several',
      [server('s', [tool('read')], { read: 'a' }), server('t', [tool('read')], { read: 'a' })],
      [['s__read'], ['t__read']],
    ],
    ['leaves out what was not granted', [server('s', [tool('read'), tool('write')], { read: 'a' })], [['read']]],
    [
      'leaves out what changed since it was granted',
      [server('s', [tool('read', 'b'), tool('write')], { read: 'a', write: 'a' })],
      [['write']],
    ],
    ['leaves out what is gone', [server('s', [], { read: 'a' })], [[]]],
    [
      'renames nothing when a tool is withheld',
      [server('s', [tool('read')], { read: 'a' }), server('t', [tool('read', 'b')], { read: 'a' })],
      [['s__read'], []],
    ],
    ['leaves out a server nobody ever asked', [{ ...server('s', [tool('read')], { read: 'a' }), facts: null }], []],
  ])('%s', (_, servers, expected) => expect(names(servers)).toEqual(expected));

  it('leaves out whole servers rather than break the limit of a message', () => {
    const big = server('big', [tool('read', 'a', { description: 'x'.repeat(MAX_SNAPSHOT_BYTES) })], { read: 'a' });
    expect(names([big, server('s', [tool('read')], { read: 'a' })])).toEqual([['s__read']]);
  });
});
