import { profiles, type Parsed, type ProfileSnapshot, type sanitizer } from '@archestra/contracts';
import { connectAs } from '@archestra/testing';
import { Snapshots } from '@archestra/messaging';
import type { NatsHandle } from '@archestra/local';
import { v7 as uuid } from 'uuid';

export const PIN = 'a'.repeat(64);
export const KEY = Buffer.alloc(32, 7).toString('base64');
const FILES = 'npm:@modelcontextprotocol/server-filesystem';
const EVERYTHING = 'npm:@modelcontextprotocol/server-everything';
const HOMEMADE = 'remote:https://example.org/mcp';

export type DecideInput = Parsed<typeof sanitizer.decideCall>;

const server = (name: string, source: string, tools: string[]): ProfileSnapshot['servers'][number] => ({
  serverId: uuid(),
  name,
  source,
  facts: { protocolVersion: '2025-11-25', capabilities: { tools: {}, resources: {} } },
  tools: tools.map((tool) => ({ exposedName: tool, tool: { name: tool, pin: PIN, inputSchema: { type: 'object' } } })),
});

/** One organization with one profile: files (reviewed), the reference server (reviewed), a homemade server (nobody reviewed it). */
export const world = () => {
  const organizationId = uuid();
  const servers = {
    files: server('files', FILES, ['read_text_file', 'write_file']),
    everything: server('everything', EVERYTHING, ['echo', 'gzip-file-as-resource']),
    homemade: server('homemade', HOMEMADE, ['post']),
  };
  const profile: ProfileSnapshot = {
    id: uuid(),
    organizationId,
    name: 'Default',
    description: '',
    access: { everyone: true, teamIds: [], userIds: [] },
    servers: Object.values(servers),
  };
  const subject = (name: keyof typeof servers, tool: string, sessionId: string): Omit<DecideInput, 'arguments'> => ({
    callId: uuid(),
    sessionId,
    profileId: profile.id,
    serverId: servers[name].serverId,
    source: servers[name].source,
    kind: 'tool',
    name: tool,
    pin: PIN,
  });
  return { organizationId, profile, servers, subject };
};

/** Publishes profiles as the registry does. */
export const publish = async (nats: NatsHandle, ...known: ProfileSnapshot[]): Promise<void> => {
  const connection = await connectAs(nats, 'registry');
  const writer = new Snapshots(connection, () => undefined).writer(profiles);
  for (const profile of known) await writer.put(profile.id, profile);
  await connection.close();
};

/** Takes a profile away as the registry does. */
export const withdraw = async (nats: NatsHandle, profileId: string): Promise<void> => {
  const connection = await connectAs(nats, 'registry');
  await new Snapshots(connection, () => undefined).writer(profiles).delete(profileId);
  await connection.close();
};
