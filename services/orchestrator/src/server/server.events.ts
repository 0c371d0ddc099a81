import { orchestratorEvents, type DesiredServer } from '@archestra/contracts';
import { EventPublisher } from '@archestra/messaging';
import { log } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import { metrics } from '@opentelemetry/api';
import type { ConnectionEnd } from '../connection/connection.ts';

const MAX_MESSAGE = 500;

const changes = metrics.getMeter('orchestrator').createCounter<{ fact: string }>('orchestrator.server');

/** What happens to servers, said once: to the record, to the counters, to our log. */
@Injectable()
export class ServerFacts {
  constructor(@Inject(EventPublisher) private readonly publisher: Pick<EventPublisher, 'publish'>) {}

  started(server: DesiredServer, message: string): void {
    this.say('started', server, message, (fact) => this.publisher.publish(orchestratorEvents.serverStarted, fact));
  }

  stopped(server: DesiredServer, message: string): void {
    this.say('stopped', server, message, (fact) => this.publisher.publish(orchestratorEvents.serverStopped, fact));
  }

  failed(server: DesiredServer, message: string): void {
    this.say('failed', server, message, (fact) => this.publisher.publish(orchestratorEvents.serverFailed, fact));
  }

  changedTools(server: DesiredServer, message: string): void {
    this.say('tools-changed', server, message, (fact) =>
      this.publisher.publish(orchestratorEvents.serverChangedTools, fact),
    );
  }

  crashed(server: DesiredServer, message: string, { exitCode, signal }: ConnectionEnd): void {
    this.say('crashed', server, message, ({ organizationId, data }) =>
      this.publisher.publish(orchestratorEvents.serverCrashed, { organizationId, data: { ...data, exitCode, signal } }),
    );
  }

  /** What concerns one copy only: counted and logged, told to nobody. */
  noted(name: string, { id: serverId }: DesiredServer, instance: string): void {
    changes.add(1, { fact: name });
    log.info({ serverId, instance, fact: name }, 'copy of a server changed');
  }

  private say(name: string, server: DesiredServer, message: string, publish: (fact: ServerFact) => void): void {
    const { id: serverId, organizationId } = server;
    changes.add(1, { fact: name });
    log.info({ serverId, fact: name, message }, 'server changed');
    try {
      publish({ organizationId, data: { serverId, name: server.name, message: message.slice(0, MAX_MESSAGE) } });
    } catch (error) {
      // A full disk must not take the servers down with it.
      log.error({ err: error, serverId, fact: name }, 'event could not be recorded');
    }
  }
}

interface ServerFact {
  organizationId: string;
  data: { serverId: string; name: string; message: string };
}
