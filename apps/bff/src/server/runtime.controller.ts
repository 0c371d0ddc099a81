import { consoleRoutes, orchestrator, type LogLine, type RouteRequest } from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { Controller, type StreamableFile } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';
import { StreamRoster } from '../stream/stream-roster.service.ts';
import { followLog, POLL_LINES } from './follow-log.ts';
import { ServerService } from './server.service.ts';

@Controller()
export class RuntimeController {
  constructor(
    private readonly nats: NatsClient,
    private readonly servers: ServerService,
    private readonly streams: StreamRoster,
  ) {}

  @Answer(consoleRoutes.restartServer)
  async restart(
    { params }: RouteRequest<typeof consoleRoutes.restartServer>,
    { context }: Caller,
  ): Promise<Record<string, never>> {
    await this.servers.assertOwn(params.id, context);
    return this.nats.call(orchestrator.restartServer, { serverId: params.id }, context);
  }

  @Answer(consoleRoutes.readServerLog)
  async readLog(
    { params, query }: RouteRequest<typeof consoleRoutes.readServerLog>,
    caller: Caller,
  ): Promise<{ lines: LogLine[] } | StreamableFile> {
    await this.servers.assertOwn(params.id, caller.context);
    const read = (request: { tail: number; since?: string }): Promise<{ lines: LogLine[] }> =>
      this.nats.call(orchestrator.readLog, { serverId: params.id, ...request }, caller.context);
    const since = query.since ? { since: query.since } : {};
    if (query.follow !== 'true') return read({ tail: query.tail, ...since });
    const first = await read({ tail: POLL_LINES, ...since });
    const { stream, file } = this.streams.open(caller, 'mcp-server-log:read');
    void followLog({ stream, first: first.lines, tail: query.tail, read });
    return file;
  }
}
