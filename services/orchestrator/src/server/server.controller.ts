import { orchestrator, type Parsed, type Reply } from '@archestra/contracts';
import { HandleRpc } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { ServerService } from './server.service.ts';

@Controller()
export class ServerController {
  constructor(private readonly servers: ServerService) {}

  @HandleRpc(orchestrator.listStatus)
  listStatus({ serverIds }: Parsed<typeof orchestrator.listStatus>): Reply<typeof orchestrator.listStatus> {
    return { items: this.servers.list(serverIds) };
  }

  @HandleRpc(orchestrator.restartServer)
  async restart({
    serverId,
  }: Parsed<typeof orchestrator.restartServer>): Promise<Reply<typeof orchestrator.restartServer>> {
    await this.servers.restart(serverId);
    return {};
  }

  @HandleRpc(orchestrator.readLog)
  readLog({ serverId, tail, since }: Parsed<typeof orchestrator.readLog>): Reply<typeof orchestrator.readLog> {
    return { lines: this.servers.readLog(serverId, tail, since) };
  }
}
