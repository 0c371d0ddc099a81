import { AppError, principalHeader, type ProfileServer } from '@archestra/contracts';
import { exposeNames } from '@archestra/mcp';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { v7 as uuid } from 'uuid';
import type { Caller } from '../call/call.ts';
import { UpstreamService } from '../upstream/upstream.service.ts';
import { ProfileIndex } from '../profile/profile.index.ts';
import type { Params } from '../rpc/json-rpc.ts';
import { matchesTemplate } from './uri-template.ts';

export type ListKind = 'resources' | 'templates' | 'prompts';

/** Something a server lists, the server, and the name this profile shows it under. */
export interface Listed {
  server: ProfileServer;
  item: Params;
  exposedName: string;
}

const methods = {
  resources: { method: 'resources/list', field: 'resources', capability: 'resources', key: 'uri' },
  templates: {
    method: 'resources/templates/list',
    field: 'resourceTemplates',
    capability: 'resources',
    key: 'uriTemplate',
  },
  prompts: { method: 'prompts/list', field: 'prompts', capability: 'prompts', key: 'name' },
} as const;

const CACHE_MS = 10_000;
const MAX_ITEMS = 10_000;
const MAX_PAGES = 100;
const MAX_LIST_BYTES = 4 * 1024 * 1024;
const LIST_MS = 20_000;

const isObject = (value: unknown): value is Params =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Resources, templates and prompts of a profile's servers, asked live and kept for seconds, per person. */
@Injectable()
export class Directory {
  private readonly lists = new LRUCache<string, Promise<Listed[]>>({ max: 2_000, ttl: CACHE_MS });

  constructor(
    private readonly upstream: UpstreamService,
    profiles: ProfileIndex,
  ) {
    profiles.onChange((profileId) => this.forget(profileId));
  }

  /** Everything of one kind, following every server's cursors to the end. A server that fails is left out, not the list. */
  list(caller: Caller, kind: ListKind): Promise<Listed[]> {
    const key = `${caller.profile.snapshot.id}:${principalHeader(caller.principal)}:${kind}`;
    const known = this.lists.get(key);
    if (known) return known;
    // The answer is shared: one requester going away must not empty it for the others.
    const asked = this.ask({ ...caller, signal: AbortSignal.timeout(LIST_MS) }, kind);
    this.lists.set(key, asked);
    asked.catch(() => this.lists.delete(key));
    return asked;
  }

  /** The server a URI belongs to. Throws `RESOURCE_NOT_FOUND`. */
  async serverOfResource(caller: Caller, uri: string): Promise<ProfileServer> {
    const exact = (await this.list(caller, 'resources')).find(({ item }) => item['uri'] === uri);
    if (exact) return exact.server;
    const template = (await this.list(caller, 'templates')).find(({ item }) =>
      matchesTemplate(String(item['uriTemplate']), uri),
    );
    if (template) return template.server;
    const able = withCapability(caller, 'resources');
    if (able.length === 1) return able[0] as ProfileServer;
    throw new AppError('RESOURCE_NOT_FOUND', 'No server of this profile lists this resource.', {
      details: { uri: uri.slice(0, 500) },
    });
  }

  /** The prompt of an exposed name. Throws `PROMPT_NOT_FOUND`. */
  async prompt(caller: Caller, name: string): Promise<Listed> {
    const found = (await this.list(caller, 'prompts')).find(({ exposedName }) => exposedName === name);
    if (!found)
      throw new AppError('PROMPT_NOT_FOUND', 'No server of this profile has this prompt.', {
        details: { name: name.slice(0, 200) },
      });
    return found;
  }

  private async ask(caller: Caller, kind: ListKind): Promise<Listed[]> {
    const servers = withCapability(caller, methods[kind].capability);
    const found = await Promise.all(
      servers.map(async (server) => ({ server, items: await this.pages(caller, server, kind).catch(() => []) })),
    );
    const key = methods[kind].key;
    const items = found.flatMap(({ server, items: own }) =>
      own.map((item) => ({ server, item, exposedName: String(item[key]) })),
    );
    return kind === 'prompts' ? exposed(items) : items;
  }

  private async pages(caller: Caller, server: ProfileServer, kind: ListKind): Promise<Params[]> {
    const { method, field, key } = methods[kind];
    const items: Params[] = [];
    let cursor: unknown;
    let bytes = 0;
    for (let page = 0; page < MAX_PAGES && items.length < MAX_ITEMS; page += 1) {
      const answer = await this.upstream.request(server.serverId, method, cursor === undefined ? {} : { cursor }, {
        callId: uuid(),
        caller,
      });
      bytes += answer.bytes;
      if (!('result' in answer) || bytes > MAX_LIST_BYTES) return items;
      const list = answer.result[field];
      if (Array.isArray(list))
        items.push(...list.filter((item): item is Params => isObject(item) && typeof item[key] === 'string'));
      cursor = answer.result['nextCursor'];
      if (typeof cursor !== 'string' || cursor === '') return items;
    }
    return items;
  }

  private forget(profileId: string): void {
    for (const key of [...this.lists.keys()]) if (key.startsWith(`${profileId}:`)) this.lists.delete(key);
  }
}

/** Prompts of several servers get names that do not collide, as tools do. */
const exposed = (items: Listed[]): Listed[] => {
  const servers = [...new Set(items.map(({ server }) => server.name))];
  const ofServer = (name: string): string[] =>
    items.filter(({ server }) => server.name === name).map(({ exposedName }) => exposedName);
  const names = exposeNames(servers.map((name) => ({ name, tools: ofServer(name) })));
  const found = new Map(names.map(({ server, tool, exposedName }) => [JSON.stringify([server, tool]), exposedName]));
  return items.map((listed) => ({
    ...listed,
    exposedName: found.get(JSON.stringify([listed.server.name, listed.exposedName])) ?? listed.exposedName,
  }));
};

const withCapability = (caller: Caller, capability: string): ProfileServer[] =>
  caller.profile.snapshot.servers.filter(({ facts }) => facts.capabilities[capability] !== undefined);
