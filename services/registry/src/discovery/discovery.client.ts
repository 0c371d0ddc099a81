import { AppError, ServerFacts } from '@archestra/contracts';
import { listDefinitions, McpLink, NatsCallerTransport } from '@archestra/mcp';
import { NATS } from '@archestra/messaging';
import { CONFIG } from '@archestra/service';
import { Client } from '@modelcontextprotocol/client';
import type { NatsConnection } from '@nats-io/transport-node';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { RegistryConfig } from '../registry.config.ts';
import { inWords } from './failure.ts';

/** What a server said of itself, not yet checked any further than its shape. */
export interface Discovered {
  facts: ServerFacts;
  definitions: unknown[];
}

/** Asks servers, through NATS, who they are and what tools they have. */
@Injectable()
export class DiscoveryClient implements OnApplicationShutdown {
  private readonly link: McpLink;

  constructor(
    @Inject(NATS) connection: NatsConnection,
    @Inject(CONFIG) private readonly config: RegistryConfig,
  ) {
    this.link = new McpLink(connection);
  }

  /** Initializes and lists tools to the end. Throws `AppError` with a sentence for a person; takes at most `DISCOVERY_MS`. */
  async discover(server: { id: string; organizationId: string }, stopping: AbortSignal): Promise<Discovered> {
    const deadlineMs = Date.now() + this.config.DISCOVERY_MS;
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(this.config.DISCOVERY_MS)]);
    const context = { organizationId: server.organizationId, principal: 'service:registry', deadlineMs };
    const transport = new NatsCallerTransport({
      link: this.link,
      serverId: server.id,
      context,
      timeoutMs: this.config.DISCOVERY_MS,
    });
    const client = new Client({ name: 'archestra-registry', version: '0.1.0' }, { enforceStrictCapabilities: true });
    const options = { signal, timeout: this.config.DISCOVERY_MS };
    try {
      await client.connect(transport, options);
      const facts = factsOf(client);
      return {
        facts,
        definitions: client.getServerCapabilities()?.tools ? await listDefinitions(client, options) : [],
      };
    } catch (error) {
      throw inWords(error, signal);
    } finally {
      await client.close();
    }
  }

  onApplicationShutdown(): void {
    this.link.close();
  }
}

const MAX_FACTS_BYTES = 65_536;

const factsOf = (client: Client): ServerFacts => {
  const facts = ServerFacts.parse({
    protocolVersion: client.getNegotiatedProtocolVersion(),
    capabilities: client.getServerCapabilities(),
    instructions: client.getInstructions(),
    serverInfo: client.getServerVersion(),
  });
  if (Buffer.byteLength(JSON.stringify(facts)) <= MAX_FACTS_BYTES) return facts;
  throw new AppError(
    'SERVER_PROTOCOL_ERROR',
    'The server says more about itself (instructions, capabilities) than 64 KiB.',
  );
};
