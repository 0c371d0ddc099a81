import { AppError, orchestrator, registry, sanitizer, sourceIdentity } from '@archestra/contracts';
import type {
  EffectiveContract,
  Installation,
  McpServerDetail,
  McpServerSummary,
  Parsed,
  Reply,
  ServerStatus,
} from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { log } from '@archestra/service';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../route/caller.ts';
import { withoutSetUp } from './visible-source.ts';

type NewServer = Parsed<typeof registry.createCatalogItem>;
type WithTools = Reply<typeof registry.getInstallation>;
type Context = Caller['context'];

/** Puts together what registry, orchestrator and sanitizer know about servers. Only the registry's part is indispensable. */
@Injectable()
export class ServerService {
  constructor(private readonly nats: NatsClient) {}

  async list(
    request: Parsed<typeof registry.listInstallations>,
    { context, permissions }: Caller,
  ): Promise<{ items: McpServerSummary[]; nextCursor: string | null }> {
    const { items, nextCursor } = await this.nats.call(registry.listInstallations, request, context);
    const running = new Map((await this.runtimes(items, context))?.map((status) => [status.serverId, status]));
    const shown = items.map((item) => (permissions.has('mcp-server:write') ? item : withoutSetUp(item)));
    return { items: shown.map((item) => ({ ...item, runtime: running.get(item.id) ?? null })), nextCursor };
  }

  async get(id: string, { context, permissions }: Caller): Promise<McpServerDetail> {
    const installation = await this.nats.call(registry.getInstallation, { id }, context);
    const [running, contracts] = await Promise.all([
      this.runtimes([installation], context),
      this.contracts(installation, context),
    ]);
    return {
      installation: permissions.has('mcp-server:write') ? installation : withoutSetUp(installation),
      runtime: running?.[0] ?? null,
      contracts: contracts ?? [],
      unavailable: [...(running ? [] : (['orchestrator'] as const)), ...(contracts ? [] : (['sanitizer'] as const))],
    };
  }

  /** Catalog item and installation, or neither. */
  async create(server: NewServer, { context }: Caller): Promise<Installation> {
    const item = await this.nats.call(registry.createCatalogItem, server, context);
    try {
      return await this.nats.call(registry.createInstallation, { catalogItemId: item.id }, context);
    } catch (error) {
      await this.dropCatalogItem(item.id, context);
      throw error;
    }
  }

  async delete(id: string, { context }: Caller): Promise<void> {
    const { catalogItemId } = await this.nats.call(registry.getInstallation, { id }, context);
    await this.nats.call(registry.deleteInstallation, { id }, context);
    await this.dropCatalogItem(catalogItemId, context);
  }

  /** Throws `NOT_FOUND` unless the caller's organization has this server: the orchestrator knows servers only by id. */
  async assertOwn(id: string, context: Context): Promise<void> {
    await this.nats.call(registry.getInstallation, { id }, context);
  }

  private async dropCatalogItem(id: string, context: Context): Promise<void> {
    await this.nats.call(registry.deleteCatalogItem, { id }, context).catch((error: unknown) => {
      // Another installation may still need it; then it has to stay.
      log.warn({ err: error, catalogItemId: id }, 'catalog item was kept');
    });
  }

  private runtimes(items: readonly Installation[], context: Context): Promise<ServerStatus[] | undefined> {
    const serverIds = items.filter(({ source }) => source.kind !== 'builtin').map(({ id }) => id);
    if (serverIds.length === 0) return Promise.resolve([]);
    return optional(this.nats.call(orchestrator.listStatus, { serverIds }, context).then(({ items: found }) => found));
  }

  private contracts({ id, source, tools }: WithTools, context: Context): Promise<EffectiveContract[] | undefined> {
    if (tools.length === 0) return Promise.resolve([]);
    const request = { serverId: id, source: sourceIdentity(source), tools: tools.map(({ name }) => name) };
    return optional(this.nats.call(sanitizer.listContracts, request, context).then(({ items }) => items));
  }
}

/** Undefined when the peer cannot answer: the page says so and shows the rest. */
const optional = <T>(answer: Promise<T>): Promise<T | undefined> =>
  answer.catch((error: unknown) => {
    const known = AppError.from(error);
    log.warn({ err: known, code: known.code }, 'a peer did not contribute');
    return undefined;
  });
