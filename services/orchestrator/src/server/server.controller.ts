import { orchestrator, type Parsed, type Reply } from '@archestra/contracts';
import { HandleRpc, organizationOf, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { ServerService } from './server.service.ts';
import { UsageHistory } from './usage-history.ts';

type Rpcs = typeof orchestrator;

@Controller()
export class ServerController {
  constructor(
    private readonly servers: ServerService,
    private readonly usage: UsageHistory,
  ) {}

  @HandleRpc(orchestrator.listStatus)
  async listStatus(
    { serverIds }: Parsed<Rpcs['listStatus']>,
    context: MessageContext,
  ): Promise<Reply<Rpcs['listStatus']>> {
    return { items: await this.servers.list(organizationOf(context), serverIds) };
  }

  @HandleRpc(orchestrator.restartServer)
  async restart(
    { serverId }: Parsed<Rpcs['restartServer']>,
    context: MessageContext,
  ): Promise<Reply<Rpcs['restartServer']>> {
    await this.servers.restart(organizationOf(context), serverId);
    return {};
  }

  @HandleRpc(orchestrator.readLog)
  async readLog(
    { serverId, ...request }: Parsed<Rpcs['readLog']>,
    context: MessageContext,
  ): Promise<Reply<Rpcs['readLog']>> {
    return { lines: await this.servers.readLog(organizationOf(context), serverId, request) };
  }

  @HandleRpc(orchestrator.readUsage)
  async readUsage({ serverId }: Parsed<Rpcs['readUsage']>, context: MessageContext): Promise<Reply<Rpcs['readUsage']>> {
    return { samples: this.usage.of(this.servers.find(organizationOf(context), serverId)) };
  }

  @HandleRpc(orchestrator.readManifest)
  async readManifest(
    { serverId }: Parsed<Rpcs['readManifest']>,
    context: MessageContext,
  ): Promise<Reply<Rpcs['readManifest']>> {
    return { yaml: await this.servers.readManifest(organizationOf(context), serverId) };
  }
}
