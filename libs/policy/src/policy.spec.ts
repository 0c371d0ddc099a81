import type { ProfileSnapshot } from '@archestra/contracts';
import { describe, expect, it } from '@jest/globals';
import { profileGrant } from './policy.ts';
import { ORGANIZATION, PIN, PROFILE, SERVER } from '../test/sample.ts';

const tool = (name: string, pin = PIN) => ({ exposedName: `x__${name}`, tool: { name, pin, inputSchema: {} } });
const snapshot = (change: Partial<ProfileSnapshot['servers'][number]>, times = 1): ProfileSnapshot => ({
  id: PROFILE,
  organizationId: ORGANIZATION,
  name: 'Default',
  description: '',
  access: { everyone: true, teamIds: [], userIds: [] },
  servers: Array.from({ length: times }, () => ({
    serverId: SERVER,
    name: 'mail',
    source: 'npm:mail',
    facts: { protocolVersion: '2025-11-25', capabilities: {} },
    tools: [tool('send')],
    ...change,
  })),
});

describe('reading a profile snapshot', () => {
  it('keeps the name the server knows, not the one the client sees', () => {
    expect([...(profileGrant(snapshot({})).servers.get(SERVER)?.pins ?? [])]).toEqual([['send', PIN]]);
  });

  it.each([
    [{ resources: {}, prompts: { listChanged: true } }, true, true],
    [{ tools: {} }, false, false],
    [{ resources: null, prompts: 'yes' }, false, false],
  ])('reads declared capabilities %j', (capabilities, resources, prompts) => {
    const grant = profileGrant(snapshot({ facts: { protocolVersion: '2025-11-25', capabilities } })).servers.get(
      SERVER,
    );
    expect(grant).toMatchObject({ resources, prompts });
  });

  it('grants neither of two tools of the same name', () => {
    const twice = snapshot({ tools: [tool('send'), tool('send', 'b'.repeat(64)), tool('read')] });
    expect([...(profileGrant(twice).servers.get(SERVER)?.pins.keys() ?? [])]).toEqual(['read']);
  });

  it('grants neither of two servers under one id, nor either of three', () => {
    expect(profileGrant(snapshot({}, 2)).servers.size).toBe(0);
    expect(profileGrant(snapshot({}, 3)).servers.size).toBe(0);
  });
});
