import { AppError, orchestrator, registry, sanitizer, sourceIdentity } from '@archestra/contracts';
import type {
  consoleRoutes,
  EffectiveContract,
  Installation,
  McpServerDetail,
  McpServerSummary,
  Reply,
  RouteRequest,
  ServerStatus,
} from '@archestra/contracts';
import { log } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../route/caller.ts';
import { withoutSetUp } from './visible-source.ts';

type Routes = typeof consoleRoutes;
type NewServer = RouteRequest<Routes['createServer']>['body'];
type WithTools = Reply<typeof registry.getInstallation>;

const SETS_UP = 'mcp-server:write';

/** Puts together what registry, orchestrator and sanitizer know about servers. Only the registry's part is indispensable. */
@Injectable()
export class ServerService {
  async list(
    request: RouteRequest<Routes['listServers']>['query'],
    caller: Caller,
  ): Promise<{ items: McpServerSummary[]; nextCursor: string | null }> {
    const asked = { ...request, viewer: caller.viewer(SETS_UP) };
    const { items, nextCursor } = await caller.call(registry.listInstallations, asked);
    const running = new Map((await this.runtimes(items, caller))?.map((status) => [status.serverId, status]));
    const shown = items.map((item) => (caller.has(SETS_UP) ? item : withoutSetUp(item)));
    return { items: shown.map((item) => ({ ...item, runtime: running.get(item.id) ?? null })), nextCursor };
  }

  async get(id: string, caller: Caller): Promise<McpServerDetail> {
    const installation = await caller.call(registry.getInstallation, { id, viewer: caller.viewer(SETS_UP) });
    const [running, contracts] = await Promise.all([
      this.runtimes([installation], caller),
      this.contracts(installation, caller),
    ]);
    return {
      installation: caller.has(SETS_UP) ? installation : withoutSetUp(installation),
      runtime: running?.[0] ?? null,
      contracts: contracts ?? [],
      unavailable: [...(running ? [] : (['orchestrator'] as const)), ...(contracts ? [] : (['sanitizer'] as const))],
    };
  }

  /** An item of the catalog, or a new one that is added to it: item and installation, or neither. */
  async create(server: NewServer, caller: Caller): Promise<Installation> {
    if (!('source' in server)) return caller.call(registry.createInstallation, server);
    const { configuration, ...draft } = server;
    const item = await caller.call(registry.createCatalogItem, { ...draft, ownerId: caller.userId });
    try {
      return await caller.call(registry.createInstallation, { catalogItemId: item.id, configuration });
    } catch (error) {
      const viewer = caller.viewer('catalog:manage', 'write');
      await caller.call(registry.deleteCatalogItem, { id: item.id, viewer }).catch((cause: unknown) => {
        log.warn({ err: cause, catalogItemId: item.id }, 'a catalog item without its installation was kept');
      });
      throw error;
    }
  }

  /** Throws `NOT_FOUND` unless the caller may see this server: the orchestrator knows servers only by id. */
  async assertVisible(id: string, caller: Caller): Promise<void> {
    await caller.call(registry.getInstallation, { id, viewer: caller.viewer(SETS_UP) });
  }

  private runtimes(items: readonly Installation[], caller: Caller): Promise<ServerStatus[] | undefined> {
    const serverIds = items.filter(({ source }) => source.kind !== 'builtin').map(({ id }) => id);
    if (serverIds.length === 0) return Promise.resolve([]);
    return optional(caller.call(orchestrator.listStatus, { serverIds }).then(({ items: found }) => found));
  }

  private contracts({ id, source, tools }: WithTools, caller: Caller): Promise<EffectiveContract[] | undefined> {
    if (tools.length === 0) return Promise.resolve([]);
    const request = { serverId: id, source: sourceIdentity(source), tools: tools.map(({ name }) => name) };
    return optional(caller.call(sanitizer.listContracts, request).then(({ items }) => items));
  }
}

/** Undefined when the peer cannot answer: the page says so and shows the rest. */
const optional = <T>(answer: Promise<T>): Promise<T | undefined> =>
  answer.catch((error: unknown) => {
    const known = AppError.from(error);
    log.warn({ err: known, code: known.code }, 'a peer did not contribute');
    return undefined;
  });
