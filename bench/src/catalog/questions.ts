import { registry } from '@archestra/contracts';
import type { Peer } from './peer.ts';
import type { Stock } from './seed.ts';
import { common, words } from './vocabulary.ts';

const viewer = { userId: null, teamIds: [], seesAll: true };
const member = { userId: '00000000-0000-7000-8000-000000000002', teamIds: [], seesAll: false };
const vocabulary = words(2_000);

/** One kind of question; throws when the answer is not what the stock says. */
export interface Question {
  name: string;
  ask(roll: (limit: number) => number): Promise<void>;
}

const wrong = (what: string): never => {
  throw new Error(`A wrong answer: ${what}`);
};
const pick = <T>(values: readonly T[], roll: (limit: number) => number): T => values[roll(values.length)] as T;

const begins = (searchable: readonly string[], query: string): boolean =>
  query.split(' ').every((part) => searchable.some((word) => word.startsWith(part)));

const search = (peer: Peer, stock: Stock, who: typeof viewer | typeof member) => {
  const known = new Map(stock.items.map((item) => [item.id, item]));
  const expected = new Map<string, number>();
  return async (roll: (limit: number) => number): Promise<void> => {
    const text = common(vocabulary, roll);
    const more = roll(3) === 0 ? ` ${common(vocabulary, roll)}` : '';
    const query = `${text.slice(0, 3 + roll(text.length - 2))}${more}`;
    const { items } = await peer.call(registry.listCatalogItems, { viewer: who, query, limit: 50 });
    if (!items.every(({ id }) => begins(known.get(id)?.searchable ?? [], query))) wrong(`search ${query}`);
    const all = expected.get(query) ?? stock.items.filter(({ searchable }) => begins(searchable, query)).length;
    expected.set(query, all);
    if (items.length !== Math.min(all, 50)) wrong(`search ${query} found ${items.length} of ${all}`);
  };
};

interface Place {
  cursor: string | null;
  names: string;
}

/** Walks all pages once, which must give every item once and in order; then asks for any of them. */
const pages = (peer: Peer, stock: Stock) => {
  const all = [...stock.items.map(({ name }) => name), 'memories'].sort((a, b) => (a < b ? -1 : 1));
  const page = async (cursor: string | null): Promise<Place & { next: string | null }> => {
    const from = cursor ? { cursor } : {};
    const { items, nextCursor } = await peer.call(registry.listCatalogItems, { viewer, limit: 50, ...from });
    return { cursor, names: items.map(({ name }) => name).join(), next: nextCursor };
  };
  const walk = async (): Promise<Place[]> => {
    const seen = [await page(null)];
    for (let last = seen[0]; last?.next; last = seen.at(-1)) seen.push(await page(last.next));
    if (seen.map(({ names }) => names).join() !== all.join()) wrong('a walk through all pages');
    return seen;
  };
  let places: Promise<Place[]> | undefined;
  return async (roll: (limit: number) => number): Promise<void> => {
    places ??= walk();
    const { cursor, names } = pick(await places, roll);
    if ((await page(cursor)).names !== names) wrong('a page');
  };
};

/** Every list and search of the catalog's pages. */
export const questions = (peer: Peer, stock: Stock): Question[] => [
  { name: 'search (sees everything)', ask: search(peer, stock, viewer) },
  { name: 'search (member)', ask: search(peer, stock, member) },
  { name: 'a page of items', ask: pages(peer, stock) },
  {
    name: 'one item',
    ask: async (roll) => {
      const { id, name } = pick(stock.items, roll);
      const item = await peer.call(registry.getCatalogItem, { id, viewer });
      if (item.name !== name || item.installationCount !== 1) wrong(`item ${id}`);
    },
  },
  {
    name: 'labels',
    ask: async () => {
      if ((await peer.call(registry.listLabels, { viewer })).items.length !== 200) wrong('labels');
    },
  },
  {
    name: 'list servers',
    ask: async (roll) => {
      const cursor = pick(stock.installationIds.slice(0, -60), roll);
      const { items } = await peer.call(registry.listInstallations, { viewer: member, cursor, limit: 50 });
      const at = stock.installationIds.indexOf(cursor);
      const expected = stock.installationIds.slice(at + 1, at + 51);
      if (items.map(({ id }) => id).join() !== expected.join()) wrong('servers');
    },
  },
  {
    name: 'one server with its tools',
    ask: async (roll) => {
      const id = pick(stock.installationIds, roll);
      const server = await peer.call(registry.getInstallation, { id, viewer });
      if (server.source.kind !== 'builtin' && server.tools.length !== 5) wrong(`server ${id}`);
    },
  },
  {
    name: 'list profiles',
    ask: async (roll) => {
      const cursor = pick(stock.profileIds.slice(0, -60), roll);
      const { items } = await peer.call(registry.listProfiles, { viewer: member, cursor, limit: 50 });
      if (items.length !== 50 || items[0]?.id !== stock.profileIds[stock.profileIds.indexOf(cursor) + 1])
        wrong('profiles');
    },
  },
  {
    name: 'one profile',
    ask: async (roll) => {
      const { assignments } = await peer.call(registry.getProfile, { id: pick(stock.profileIds, roll), viewer });
      if (assignments.flatMap(({ tools }) => tools).length === 0) wrong('profile');
    },
  },
];
