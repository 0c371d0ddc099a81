import { guard, type Parsed, type Reply } from '@archestra/contracts';
import { HandleRpc, organizationOf, type MessageContext } from '@archestra/messaging';
import { CONFIG, reportError } from '@archestra/service';
import { Controller, Inject, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { SanitizerConfig } from '../sanitizer.config.ts';
import { QuarantineStore } from './quarantine.store.ts';

const DAY_MS = 86_400_000;
/** Of content in one reply, as JSON; the broker takes 1 MiB. A character takes six bytes there at most. */
const MAX_CONTENT_BYTES = 786_432;

/** What reviewers do with results that were kept from models, and the end of those nobody decided. */
@Controller()
export class QuarantineController implements OnModuleInit, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: QuarantineStore,
    @Inject(CONFIG) private readonly config: SanitizerConfig,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.sweep(), this.config.SWEEP_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  @HandleRpc(guard.listQuarantine)
  list(
    input: Parsed<typeof guard.listQuarantine>,
    context: MessageContext,
  ): Promise<Reply<typeof guard.listQuarantine>> {
    return this.store.list(organizationOf(context), input);
  }

  @HandleRpc(guard.getQuarantined)
  async get(
    { id, readBy }: Parsed<typeof guard.getQuarantined>,
    context: MessageContext,
  ): Promise<Reply<typeof guard.getQuarantined>> {
    const { result, content } = await this.store.read(organizationOf(context), id, readBy);
    return { ...result, content: content === null ? null : fitting(content) };
  }

  @HandleRpc(guard.decideQuarantined)
  decide(
    input: Parsed<typeof guard.decideQuarantined>,
    context: MessageContext,
  ): Promise<Reply<typeof guard.decideQuarantined>> {
    return this.store.decide(organizationOf(context), input);
  }

  private async sweep(): Promise<void> {
    await this.store
      .sweep(this.config.QUARANTINE_RETENTION_DAYS * DAY_MS)
      .catch((error: unknown) => reportError(error, 'forgetting old results in quarantine'));
  }
}

const fitting = (content: string): string =>
  Buffer.byteLength(JSON.stringify(content)) <= MAX_CONTENT_BYTES ? content : content.slice(0, MAX_CONTENT_BYTES / 6);
