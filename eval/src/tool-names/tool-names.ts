import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tool } from '@archestra/contracts';
import { exposeNames } from '@archestra/mcp';
import { z } from 'zod';

const Listing = z.record(z.string(), z.object({ tools: z.array(z.looseObject({ name: z.string() })) }));

/** All servers of the listing in one profile: does every definition pass, and does every tool get a name of its own? */
export const toolNames = (data: string): void => {
  const file = join(data, 'mcp', 'real_tools.json');
  if (!existsSync(file)) {
    console.log(`skipped tool-names: ${file} is not there`);
    return;
  }
  const listing = Object.entries(Listing.parse(JSON.parse(readFileSync(file, 'utf8'))));
  const tools = listing.flatMap(([, server]) => server.tools);
  const refused = tools.filter((tool) => !Tool.safeParse({ ...tool, pin: '0'.repeat(64) }).success);
  const servers = listing.map(([name, server]) => ({ name: slug(name), tools: server.tools.map((tool) => tool.name) }));
  const exposed = exposeNames(servers);
  const names = new Set(exposed.map(({ exposedName }) => exposedName.toLowerCase()));
  const plain = exposed.filter(({ server, tool, exposedName }) => exposedName === `${server}__${tool}`);
  const tooLong = exposed.filter(({ exposedName }) => exposedName.length > 64);
  console.log(`tool-names: ${listing.length} servers, ${tools.length} tools`);
  console.log(`  definitions refused by the contract  ${refused.length}`);
  console.log(`  distinct names, case ignored         ${names.size} of ${exposed.length}`);
  console.log(`  longer than 64 characters            ${tooLong.length}`);
  console.log(`  plain <server>__<tool>               ${plain.length}`);
  if (refused.length > 0 || names.size !== exposed.length || tooLong.length > 0) process.exitCode = 1;
};

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40)
    .replace(/-$/, '');
