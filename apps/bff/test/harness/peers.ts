import 'reflect-metadata';
import { AppError, audit, cost, knowledge, orchestrator, sanitizer } from '@archestra/contracts';
import type { Parsed, Reply, ServiceName } from '@archestra/contracts';
import { HandleRpc, NatsServer, type MessageContext } from '@archestra/messaging';
import { ErrorFilter } from '@archestra/service';
import type { NatsConnection } from '@nats-io/transport-node';
import { Controller, Module, type INestMicroservice, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FakeIdentity } from './fake-identity.ts';
import { FakeRegistry } from './fake-registry.ts';
import { at, call, runtime, serverId, World } from './world.ts';

const none = { items: [], nextCursor: null };

@Controller()
class FakeOrchestrator {
  constructor(private readonly world: World) {}

  @HandleRpc(orchestrator.listStatus)
  status(): Reply<typeof orchestrator.listStatus> {
    return { items: [runtime] };
  }

  @HandleRpc(orchestrator.restartServer)
  restart(input: { serverId: string }, context: MessageContext): Record<string, never> {
    this.world.note('restartServer', input, context);
    return {};
  }

  @HandleRpc(orchestrator.readLog)
  log({ tail, since }: Parsed<typeof orchestrator.readLog>): Reply<typeof orchestrator.readLog> {
    return { lines: this.world.lines.filter((line) => since === undefined || line.at >= since).slice(-tail) };
  }
}

@Controller()
class FakeSanitizer {
  @HandleRpc(sanitizer.listContracts)
  contracts({ serverId: id, tools }: Parsed<typeof sanitizer.listContracts>): Reply<typeof sanitizer.listContracts> {
    const contract = { effect: 'egress', output: { integrity: 'untrusted', audience: [] } } as const;
    return {
      items: tools.map((tool) => ({
        serverId: id,
        tool,
        origin: 'none',
        contract: { ...contract, output: { ...contract.output, audience: [] } },
      })),
    };
  }

  @HandleRpc(sanitizer.setContract)
  set(): Record<string, never> {
    return {};
  }

  @HandleRpc(sanitizer.deleteContract)
  delete(): Record<string, never> {
    return {};
  }

  @HandleRpc(sanitizer.listBlockRules)
  rules(): Reply<typeof sanitizer.listBlockRules> {
    return { items: [] };
  }

  @HandleRpc(sanitizer.createBlockRule)
  block(input: Parsed<typeof sanitizer.createBlockRule>): Reply<typeof sanitizer.createBlockRule> {
    return { ...input, id: serverId, createdAt: at };
  }

  @HandleRpc(sanitizer.deleteBlockRule)
  unblock(): Record<string, never> {
    return {};
  }
}

@Controller()
class FakeKnowledge {
  constructor(private readonly world: World) {}

  @HandleRpc(knowledge.listMemories)
  list(input: { userId: string }, context: MessageContext): Reply<typeof knowledge.listMemories> {
    this.world.note('listMemories', input, context);
    return { items: [...this.world.memories.values()] };
  }

  @HandleRpc(knowledge.setMemory)
  set({ userId, name, value }: Parsed<typeof knowledge.setMemory>): Reply<typeof knowledge.setMemory> {
    const memory = { name, value, updatedAt: at };
    this.world.memories.set(`${userId}/${name}`, memory);
    return memory;
  }

  @HandleRpc(knowledge.deleteMemory)
  delete({ userId, name }: Parsed<typeof knowledge.deleteMemory>): Reply<typeof knowledge.deleteMemory> {
    return { deleted: this.world.memories.delete(`${userId}/${name}`) };
  }
}

@Controller()
class FakeAudit {
  constructor(private readonly world: World) {}

  @HandleRpc(audit.listToolCalls)
  calls(input: Parsed<typeof audit.listToolCalls>, context: MessageContext): Reply<typeof audit.listToolCalls> {
    this.world.note('listToolCalls', input, context);
    return { items: [call], nextCursor: 'next' };
  }

  @HandleRpc(audit.getToolCall)
  call({ id }: { id: string }): Reply<typeof audit.getToolCall> {
    if (id !== call.id) throw new AppError('NOT_FOUND', 'There is no such call.');
    return { ...call, call: null, recordedAt: at, timing: null, arguments: null, result: null };
  }

  @HandleRpc(audit.listEntries)
  entries(): Reply<typeof audit.listEntries> {
    return none;
  }
}

@Controller()
class FakeCost {
  /** A failure that nobody planned: its text must stay here. */
  @HandleRpc(cost.listUsage)
  usage(): Reply<typeof cost.listUsage> {
    throw new Error('relation "usage" is secret');
  }
}

const fakes: Partial<Record<ServiceName, Type>> = {
  identity: FakeIdentity,
  registry: FakeRegistry,
  orchestrator: FakeOrchestrator,
  sanitizer: FakeSanitizer,
  knowledge: FakeKnowledge,
  audit: FakeAudit,
  cost: FakeCost,
};
export const fakeNames = Object.keys(fakes) as ServiceName[];

@Module({})
class PeerModule {}

/** Serves one fake service by its contracts, with that service's own NATS login. */
export const servePeer = async (
  name: ServiceName,
  connection: NatsConnection,
  world: World,
): Promise<INestMicroservice> => {
  const fake = fakes[name];
  if (!fake) throw new Error(`There is no fake ${name}.`);
  const module = { module: PeerModule, controllers: [fake], providers: [{ provide: World, useValue: world }] };
  const strategy = new NatsServer(
    connection,
    name,
    (error) => process.env['BFF_TEST_DEBUG'] && process.stderr.write(`${String(error)}\n`),
  );
  const app = await NestFactory.createMicroservice(module, { strategy, logger: false });
  app.useGlobalFilters(new ErrorFilter());
  await app.listen();
  return app;
};
