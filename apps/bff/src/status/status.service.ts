import {
  AppError,
  audit,
  cost,
  identity,
  knowledge,
  orchestrator,
  registry,
  sanitizer,
  type PlatformStatus,
  type Request,
  type Rpc,
} from '@archestra/contracts';
import { NatsClient } from '@archestra/messaging';
import { CONFIG } from '@archestra/service';
import { Inject, Injectable } from '@nestjs/common';
import { VERSION, type BffConfig } from '../bff.config.ts';
import type { Caller } from '../route/caller.ts';
import { GatewayClient } from './gateway.client.ts';

type Peer = PlatformStatus['peers'][number];

/** A silent service must not make the status page wait. */
const PATIENCE_MS = 1_500;

/** Asks each service the cheapest question of its contract. */
@Injectable()
export class StatusService {
  constructor(
    private readonly nats: NatsClient,
    private readonly gateway: GatewayClient,
    @Inject(CONFIG) private readonly config: BffConfig,
  ) {}

  async get(caller: Caller): Promise<PlatformStatus> {
    const { context, principal } = caller;
    const now = new Date();
    const ask = <C extends Rpc>(name: string, contract: C, input: Request<C>): Promise<Peer> =>
      probe(name, this.nats.call(contract, input, { ...context, deadlineMs: now.getTime() + PATIENCE_MS }));
    const peers = await Promise.all([
      probe('gateway', this.gateway.assertReady()),
      ask('identity', identity.getOrganization, {}),
      ask('registry', registry.listCatalogItems, { viewer: caller.viewer('catalog:manage'), limit: 1 }),
      ask('sanitizer', sanitizer.listBlockRules, {}),
      ask('orchestrator', orchestrator.listStatus, { serverIds: [] }),
      ask('knowledge', knowledge.listMemories, { userId: principal.id }),
      ask('cost', cost.listUsage, { from: now.toISOString(), to: now.toISOString(), limit: 1 }),
      ask('audit', audit.listEntries, { limit: 1 }),
    ]);
    return { version: VERSION, gatewayUrl: this.config.GATEWAY_PUBLIC_URL.replace(/\/+$/, ''), peers };
  }
}

const probe = (name: string, answer: Promise<unknown>): Promise<Peer> =>
  answer.then(
    () => ({ name, up: true, message: 'answers' }),
    // To refuse is to answer.
    (error: unknown) =>
      error instanceof AppError && error.fault === 'client'
        ? { name, up: true, message: 'answers' }
        : { name, up: false, message: error instanceof AppError ? error.message : 'does not answer' },
  );
