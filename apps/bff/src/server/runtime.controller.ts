import { audit, consoleRoutes, orchestrator } from '@archestra/contracts';
import type { LogLine, Request, RouteReply, RouteRequest } from '@archestra/contracts';
import { Controller, type StreamableFile } from '@nestjs/common';
import { Answer } from '../route/answer.ts';
import type { Caller } from '../route/caller.ts';
import { StreamRoster } from '../stream/stream-roster.service.ts';
import { followLog, POLL_LINES } from './follow-log.ts';
import { ServerService } from './server.service.ts';

type Routes = typeof consoleRoutes;
type Asked<R extends keyof Routes> = RouteRequest<Routes[R]>;
type Told<R extends keyof Routes> = Promise<RouteReply<Routes[R]>>;
type LogRequest = Pick<Request<typeof orchestrator.readLog>, 'tail' | 'since'>;

/** What runs: logs, restart, usage, Kubernetes objects, and where it tried to connect to. */
@Controller()
export class RuntimeController {
  constructor(
    private readonly servers: ServerService,
    private readonly streams: StreamRoster,
  ) {}

  @Answer(consoleRoutes.restartServer)
  async restart({ params }: Asked<'restartServer'>, caller: Caller): Told<'restartServer'> {
    await this.servers.assertVisible(params.id, caller);
    return caller.call(orchestrator.restartServer, { serverId: params.id });
  }

  @Answer(consoleRoutes.readServerLog)
  async readLog(
    { params, query }: Asked<'readServerLog'>,
    caller: Caller,
  ): Promise<{ lines: LogLine[] } | StreamableFile> {
    await this.servers.assertVisible(params.id, caller);
    const which = {
      serverId: params.id,
      previous: query.previous === 'true',
      ...(query.instance === undefined ? {} : { instance: query.instance }),
    };
    const read = (request: LogRequest): Promise<{ lines: LogLine[] }> =>
      caller.call(orchestrator.readLog, { ...which, ...request });
    const since = query.since ? { since: query.since } : {};
    if (query.follow !== 'true') return read({ tail: query.tail, ...since });
    const first = await read({ tail: POLL_LINES, ...since });
    const { stream, file } = this.streams.open(caller, 'mcp-server-log:read');
    void followLog({ stream, first: first.lines, tail: query.tail, read });
    return file;
  }

  @Answer(consoleRoutes.readUsage)
  async readUsage({ params }: Asked<'readUsage'>, caller: Caller): Told<'readUsage'> {
    await this.servers.assertVisible(params.id, caller);
    return caller.call(orchestrator.readUsage, { serverId: params.id });
  }

  @Answer(consoleRoutes.readManifest)
  async readManifest({ params }: Asked<'readManifest'>, caller: Caller): Told<'readManifest'> {
    await this.servers.assertVisible(params.id, caller);
    return caller.call(orchestrator.readManifest, { serverId: params.id });
  }

  @Answer(consoleRoutes.listEgress)
  listEgress({ query }: Asked<'listEgress'>, { call }: Caller): Told<'listEgress'> {
    return call(audit.listEgress, query);
  }
}
