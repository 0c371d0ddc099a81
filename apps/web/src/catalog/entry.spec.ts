import { describe, expect, it } from '@jest/globals';
import type { CatalogItem, McpServerSummary } from '@archestra/contracts';
import { entriesOf, installedEntries } from './entry.ts';

const item = (id: string, labels: string[] = []) => ({ id, labels }) as unknown as CatalogItem;
const server = (id: string, catalogItemId: string, title = id) =>
  ({
    id,
    catalogItemId,
    title,
    name: id,
    description: '',
    source: { kind: 'remote', url: 'https://example.com/mcp' },
  }) as unknown as McpServerSummary;

describe('entriesOf', () => {
  it('puts what is installed under its item and keeps items that are not installed', () => {
    const entries = entriesOf([item('a'), item('b')], [server('s1', 'a'), server('s2', 'a'), server('s3', 'gone')]);
    expect(entries.map(({ key, servers }) => [key, servers.map(({ id }) => id)])).toEqual([
      ['a', ['s1', 's2']],
      ['b', []],
    ]);
  });
});

describe('installedEntries', () => {
  const servers = [server('s1', 'a', 'Files'), server('s2', 'b', 'Weather'), server('s3', 'hidden')];
  const items = [item('a', ['files']), item('b')];
  const found = (filter: Parameters<typeof installedEntries>[2]) =>
    installedEntries(servers, items, filter).map(({ key }) => key);

  it('shows a server whose item is not known', () => {
    expect(found({})).toEqual(['s1', 's2', 's3']);
  });

  it('narrows by words, label and kind', () => {
    expect(found({ search: ' WEATH ' })).toEqual(['s2']);
    expect(found({ label: 'files' })).toEqual(['s1']);
    expect(found({ kind: 'image' })).toEqual([]);
  });
});
