import { readdirSync, readFileSync } from 'node:fs';
import { ServerSource } from '@archestra/contracts';
import { useDatabase } from '@archestra/testing';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { v7 as uuid } from 'uuid';
import { versionDigest } from '../src/db/version-digest.ts';

const folder = new URL('../prisma/migrations/', import.meta.url);
const migrations = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();
const sqlOf = (name: string): string => readFileSync(new URL(`${name}/migration.sql`, folder), 'utf8');

const old = {
  kind: 'package',
  registry: 'npm',
  package: '@scope/files',
  version: '1.0.0',
  arguments: ['--zeta', 'ü "quoted" \\ \n'],
  environment: { Z: '1', A: '2' },
  directories: [{ path: '/srv', writable: true }],
};

describe('the database of the first release', () => {
  const database = useDatabase('registry');

  it('becomes one of this release with everything in it', async () => {
    const client = new pg.Client({ connectionString: database().urlOf() });
    await client.connect();
    const organization = uuid();
    await client.query('BEGIN');
    // The database is migrated already: for a moment, until the end of this transaction, it is empty again.
    for (const table of [
      'provider',
      'model_default',
      'outbox',
      'request_note',
      'server_request',
      'profile_grant',
      'profile',
      'tool',
      'installation',
      'catalog_version',
      'catalog_item',
      'organization',
    ])
      await client.query(`DROP TABLE ${table} CASCADE`);
    await client.query('DROP FUNCTION refuse_change() CASCADE');
    await client.query(sqlOf(migrations[0] ?? ''));
    const ids = { open: uuid(), closed: uuid(), remote: uuid(), installation: uuid(), profile: uuid() };
    const item = (id: string, name: string, source: object) =>
      client.query(
        `INSERT INTO catalog_item (id, organization_id, name, title, description, source) VALUES ($1, $2, $3, $4, '', $5)`,
        [id, organization, name, 'The one', source],
      );
    await item(ids.open, 'open', { ...old, network: true });
    await item(ids.closed, 'closed', { ...old, network: false });
    await item(ids.remote, 'remote', { kind: 'remote', url: 'https://x.example/mcp' });
    await client.query(
      `INSERT INTO installation (id, organization_id, catalog_item_id, name, title, description, source) VALUES ($1, $2, $3, 'open', 't', '', $4)`,
      [ids.installation, organization, ids.open, { ...old, network: true }],
    );
    await client.query(`INSERT INTO tool VALUES ($1, $2, 'kept', 0, '{}', 'a'), ($1, $2, 'changed', 1, '{}', 'b')`, [
      organization,
      ids.installation,
    ]);
    await client.query(`INSERT INTO profile (id, organization_id, name, description) VALUES ($1, $2, 'p', '')`, [
      ids.profile,
      organization,
    ]);
    await client.query(`INSERT INTO profile_grant VALUES ($1, $2, $3, 'kept', 'a'), ($1, $2, $3, 'changed', 'old')`, [
      organization,
      ids.profile,
      ids.installation,
    ]);
    for (const name of migrations.slice(1)) await client.query(sqlOf(name));

    const { rows: versions } = await client.query<{ name: string; source: unknown; digest: string; version: string }>(
      `SELECT c.name, v.source, v.digest, v.version FROM catalog_version v JOIN catalog_item c ON c.latest_version_id = v.id ORDER BY c.name`,
    );
    expect(versions.map(({ name, version }) => [name, version])).toEqual([
      ['closed', '1.0.0'],
      ['open', '1.0.0'],
      ['remote', '1.0.0'],
    ]);
    for (const { source, digest } of versions) {
      // Already what the contract reads it as, so that the digest is of what is shown.
      expect(ServerSource.parse(source)).toEqual(source);
      expect(versionDigest({ source: ServerSource.parse(source), fields: [] })).toBe(digest);
    }
    expect(versions.map(({ source }) => (source as { egressHosts?: string[] }).egressHosts)).toEqual([
      [],
      ['*'],
      undefined,
    ]);
    const { rows: installed } = await client.query(
      `SELECT i.version, i.fields, i.configuration, i.source->'egressHosts' AS hosts, i.catalog_version_id = c.latest_version_id AS same FROM installation i JOIN catalog_item c ON c.id = i.catalog_item_id`,
    );
    expect(installed).toEqual([{ version: '1.0.0', fields: [], configuration: {}, hosts: ['*'], same: true }]);
    const { rows: access } = await client.query(`SELECT access_everyone, access_team_ids, owner_id FROM profile`);
    expect(access).toEqual([{ access_everyone: true, access_team_ids: [], owner_id: null }]);
    const { rows: grants } = await client.query(`SELECT tool FROM profile_grant`);
    expect(grants).toEqual([{ tool: 'kept' }]);
    await client.query('ROLLBACK');
    await client.end();
  });
});
