import 'reflect-metadata';
import { AppError, audit, cost, identity, knowledge, orchestrator, registry, sanitizer } from '@archestra/contracts';
import type { Parsed, Reply, ServiceName } from '@archestra/contracts';
import { HandleRpc, NatsServer, organizationOf, type MessageContext } from '@archestra/messaging';
import { ErrorFilter } from '@archestra/service';
import type { NatsConnection } from '@nats-io/transport-node';
import { Controller, Module, type INestMicroservice, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  admin,
  at,
  call,
  echo,
  installation,
  member,
  organizationId,
  password,
  profile,
  runtime,
  serverId,
  World,
} from './world.ts';

const people = [admin, member];
const none = { items: [], nextCursor: null };

@Controller()
class FakeIdentity {
  constructor(private readonly world: World) {}

  @HandleRpc(identity.createSession)
  signIn(input: Parsed<typeof identity.createSession>, context: MessageContext): Reply<typeof identity.createSession> {
    this.world.note('createSession', input, context);
    const user = people.find(({ email }) => email === input.email);
    if (!user || input.password !== password) throw new AppError('UNAUTHENTICATED', 'E-mail or password is wrong.');
    const token = `session-${user.role}-${this.world.sessions.size}`;
    this.world.sessions.set(token, user);
    return { token, expiresAt: '2036-11-21T10:00:00.000Z', user };
  }

  @HandleRpc(identity.verifySession)
  verify({ token }: { token: string }): Reply<typeof identity.verifySession> {
    this.world.verified += 1;
    const user = this.world.sessions.get(token);
    if (!user) throw new AppError('UNAUTHENTICATED', 'No such session.');
    return { user };
  }

  @HandleRpc(identity.deleteSession)
  signOut({ token }: { token: string }): Record<string, never> {
    this.world.sessions.delete(token);
    return {};
  }

  @HandleRpc(identity.changePassword)
  change(input: Parsed<typeof identity.changePassword>, context: MessageContext): Record<string, never> {
    this.world.note('changePassword', input, context);
    if (input.currentPassword !== password) throw new AppError('UNAUTHENTICATED', 'The current password is wrong.');
    return {};
  }

  @HandleRpc(identity.listUsers)
  users(): Reply<typeof identity.listUsers> {
    return { items: people, nextCursor: null };
  }

  @HandleRpc(identity.listTokens)
  tokens(input: { userId: string }, context: MessageContext): Reply<typeof identity.listTokens> {
    this.world.note('listTokens', input, context);
    return { items: [] };
  }

  @HandleRpc(identity.createToken)
  createToken(input: Parsed<typeof identity.createToken>, context: MessageContext): Reply<typeof identity.createToken> {
    this.world.note('createToken', input, context);
    const token = {
      id: serverId,
      name: input.name,
      userId: input.userId,
      prefix: 'arch_abc',
      createdAt: at,
      expiresAt: input.expiresAt,
      lastUsedAt: null,
      revokedAt: null,
    };
    return { token, secret: 'arch_secret' };
  }

  @HandleRpc(identity.revokeToken)
  revoke(input: Parsed<typeof identity.revokeToken>, context: MessageContext): Record<string, never> {
    this.world.note('revokeToken', input, context);
    return {};
  }
}

@Controller()
class FakeRegistry {
  constructor(private readonly world: World) {}

  @HandleRpc(registry.createCatalogItem)
  createItem(input: Parsed<typeof registry.createCatalogItem>): Reply<typeof registry.createCatalogItem> {
    this.world.catalog.add(installation.catalogItemId);
    return { id: installation.catalogItemId, createdAt: at, ...input };
  }

  @HandleRpc(registry.deleteCatalogItem)
  deleteItem({ id }: { id: string }): Record<string, never> {
    this.world.catalog.delete(id);
    return {};
  }

  @HandleRpc(registry.listCatalogItems)
  items(): Reply<typeof registry.listCatalogItems> {
    return none;
  }

  @HandleRpc(registry.createInstallation)
  create(
    input: Parsed<typeof registry.createInstallation>,
    context: MessageContext,
  ): Reply<typeof registry.createInstallation> {
    this.world.note('createInstallation', input, context);
    if (this.world.failing) throw new AppError('CONFLICT', 'There is a server of this name.');
    return installation;
  }

  @HandleRpc(registry.listInstallations)
  list(_: unknown, context: MessageContext): Reply<typeof registry.listInstallations> {
    return organizationOf(context) === organizationId ? { items: [installation], nextCursor: null } : none;
  }

  @HandleRpc(registry.getInstallation)
  get({ id }: { id: string }): Reply<typeof registry.getInstallation> {
    if (id !== serverId) throw new AppError('NOT_FOUND', 'There is no such server.');
    return { ...installation, tools: [echo] };
  }

  @HandleRpc(registry.deleteInstallation)
  delete(input: { id: string }, context: MessageContext): Record<string, never> {
    this.world.note('deleteInstallation', input, context);
    return {};
  }

  @HandleRpc(registry.refreshInstallation)
  refresh(): Record<string, never> {
    return {};
  }

  @HandleRpc(registry.listProfiles)
  profiles(): Reply<typeof registry.listProfiles> {
    return { items: [profile], nextCursor: null };
  }

  @HandleRpc(registry.getProfile)
  profile({ id }: { id: string }): Reply<typeof registry.getProfile> {
    if (id !== profile.id) throw new AppError('PROFILE_NOT_FOUND', 'There is no such profile.');
    return profile;
  }

  @HandleRpc(registry.createProfile)
  createProfile(input: Parsed<typeof registry.createProfile>): Reply<typeof registry.createProfile> {
    return { ...profile, ...input };
  }

  @HandleRpc(registry.updateProfile)
  updateProfile(input: Parsed<typeof registry.updateProfile>): Reply<typeof registry.updateProfile> {
    return { ...profile, ...input };
  }

  @HandleRpc(registry.deleteProfile)
  deleteProfile(): Record<string, never> {
    return {};
  }

  @HandleRpc(registry.setAssignment)
  assign(input: Parsed<typeof registry.setAssignment>, context: MessageContext): Reply<typeof registry.setAssignment> {
    this.world.note('setAssignment', input, context);
    return profile;
  }
}

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
