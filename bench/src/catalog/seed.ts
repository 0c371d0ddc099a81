import { createHash } from 'node:crypto';
import { registry, type CatalogItem } from '@archestra/contracts';
import type { Client } from 'pg';
import type { Peer } from './peer.ts';
import { common, dice, words } from './vocabulary.ts';

export const ITEMS = 10_000;
export const TOOLS_PER_ITEM = 5;
export const PROFILES = 1_000;
const GRANTS_PER_PROFILE = 20;
/** Fewer than the registry has connections. */
const CREATORS = 6;

/** What was put in, to check answers by. */
export interface Stock {
  items: { id: string; name: string; searchable: string[] }[];
  installationIds: string[];
  profileIds: string[];
}

const owner = '00000000-0000-7000-8000-000000000001';
const vocabulary = words(2_000);

const draftOf = (index: number) => {
  const roll = dice(index + 1);
  const some = (count: number): string[] => Array.from({ length: count }, () => common(vocabulary, roll));
  const title = some(3).join(' ');
  const description = some(12).join(' ');
  const labels = [...new Set(some(2))];
  const tools = Array.from({ length: TOOLS_PER_ITEM }, (_, place) => [...some(2), String(place)].join('_'));
  return { name: `${some(2).join('-')}-${index}`, title, description, labels, tools };
};

const source = { kind: 'package', registry: 'npm', package: '@bench/server', version: '1.0.0' } as const;

const inParallel = async (count: number, work: (index: number) => Promise<void>): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: CREATORS }, worker));
};

/** Items by the registry itself; what would take a running server for each (tools) by SQL, in the form discovery writes. */
export const fill = async (peer: Peer, sql: Client, organizationId: string): Promise<Stock> => {
  const made: (CatalogItem | undefined)[] = [];
  await inParallel(ITEMS, async (index) => {
    const { tools: _tools, ...draft } = draftOf(index);
    made[index] = await peer.call(registry.createCatalogItem, { ...draft, ownerId: owner, source });
  });
  const items = made.map((item, index) => {
    const { name, title, description, labels, tools } = draftOf(index);
    const searchable = [name, title, description, ...labels, ...tools].flatMap((text) => text.split(/[^a-z0-9]+/));
    return { id: item?.id ?? '', name, searchable, tools };
  });
  await addTools(sql, items);
  await install(sql, organizationId);
  await sql.query(
    `INSERT INTO profile (id, organization_id, name, description, access_everyone)
     SELECT gen_random_uuid(), $1, 'profile ' || n, 'for the benchmark', true FROM generate_series(1, ${PROFILES}) n`,
    [organizationId],
  );
  await sql.query(
    `INSERT INTO profile_grant (organization_id, profile_id, installation_id, tool, pin)
     SELECT t.organization_id, p.id, t.installation_id, t.name, t.pin
       FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM profile) p
       JOIN (SELECT t.*, row_number() OVER (ORDER BY installation_id, name) AS n FROM tool t) t
         ON t.n % ${PROFILES} = p.n % ${PROFILES} AND t.n / ${PROFILES} < ${GRANTS_PER_PROFILE}`,
  );
  await sql.query('ANALYZE');
  const ids = async (table: string): Promise<string[]> =>
    (
      await sql.query<{ id: string }>(`SELECT id FROM ${table} WHERE organization_id = $1 ORDER BY id`, [
        organizationId,
      ])
    ).rows.map(({ id }) => id);
  return { items, installationIds: await ids('installation'), profileIds: await ids('profile') };
};

const addTools = async (sql: Client, items: { id: string; tools: string[] }[]): Promise<void> => {
  const rows = JSON.stringify(
    items.map(({ id, tools }) => ({ id, tools, text: tools.join(' ').replaceAll('_', ' ') })),
  );
  await sql.query(
    `UPDATE catalog_item i SET tool_names = ARRAY(SELECT json_array_elements_text(r.tools)),
            words = i.words || setweight(to_tsvector('simple', r.text), 'C')
       FROM json_to_recordset($1::json) AS r(id uuid, tools json, text text) WHERE i.id = r.id`,
    [rows],
  );
};

const install = async (sql: Client, organizationId: string): Promise<void> => {
  const facts = JSON.stringify({ protocolVersion: '2025-11-25', capabilities: { tools: {} } });
  await sql.query(
    `INSERT INTO installation (id, organization_id, catalog_item_id, catalog_version_id, version, name, title, description,
                               source, status, facts, discovery_due)
     SELECT gen_random_uuid(), i.organization_id, i.id, i.latest_version_id, v.version, i.name, i.title, i.description,
            v.source, 'ready', $2, false
       FROM catalog_item i JOIN catalog_version v ON v.id = i.latest_version_id
      WHERE i.organization_id = $1 AND i.kind <> 'builtin'`,
    [organizationId, facts],
  );
  const pin = createHash('sha256').update('bench').digest('hex');
  await sql.query(
    `INSERT INTO tool (organization_id, installation_id, name, position, definition, pin)
     SELECT n.organization_id, n.id, t.name, t.place,
            json_build_object('name', t.name, 'description', n.description || ' ' || n.description,
              'inputSchema', '{"type":"object","properties":{"query":{"type":"string"},"limit":{"type":"integer"}}}'::json)::text, $2
       FROM installation n JOIN catalog_item i ON i.id = n.catalog_item_id
      CROSS JOIN LATERAL unnest(i.tool_names) WITH ORDINALITY AS t(name, place)
      WHERE n.organization_id = $1`,
    [organizationId, pin],
  );
};
