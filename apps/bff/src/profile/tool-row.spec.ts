import { describe, expect, it } from '@jest/globals';
import type { Profile, ProfileSnapshot } from '@archestra/contracts';
import { toolRows } from './tool-row.ts';

const access = { everyone: true, teamIds: [], userIds: [] };
const profile: Profile = {
  id: 'p',
  name: 'Default',
  description: '',
  access,
  ownerId: null,
  assignments: [{ installationId: 's', tools: ['a', 'b'] }],
  createdAt: '',
  updatedAt: '',
};
const tool = { name: 'a', inputSchema: {}, pin: '' };
const served: ProfileSnapshot = {
  id: 'p',
  organizationId: 'o',
  name: 'Default',
  description: '',
  access,
  servers: [
    {
      serverId: 's',
      name: 'everything',
      source: 'npm:x',
      facts: { protocolVersion: '', capabilities: {} },
      tools: [{ exposedName: 'everything__a', tool }],
    },
  ],
};

describe('toolRows', () => {
  it('names a tool as clients see it, and leaves a withheld one without a name', () => {
    const rows = toolRows(profile, new Map([['s', 'everything']]), served);
    expect(rows.map(({ tool: name, exposedName }) => [name, exposedName])).toEqual([
      ['a', 'everything__a'],
      ['b', null],
    ]);
  });

  it('shows grants of a server that is gone', () => {
    expect(toolRows(profile, new Map(), undefined)).toHaveLength(2);
  });
});
