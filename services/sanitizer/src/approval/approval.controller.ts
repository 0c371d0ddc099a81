import { guard, type Parsed, type Reply } from '@archestra/contracts';
import { HandleRpc, organizationOf, type MessageContext } from '@archestra/messaging';
import { CONFIG, reportError } from '@archestra/service';
import { Controller, Inject, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { SanitizerConfig } from '../sanitizer.config.ts';
import { ApprovalStore } from './approval.store.ts';

const DAY_MS = 86_400_000;

/** Questions to people, and the end of those nobody answered. */
@Controller()
export class ApprovalController implements OnModuleInit, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: ApprovalStore,
    @Inject(CONFIG) private readonly config: SanitizerConfig,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.sweep(), this.config.SWEEP_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  @HandleRpc(guard.listApprovals)
  list(input: Parsed<typeof guard.listApprovals>, context: MessageContext): Promise<Reply<typeof guard.listApprovals>> {
    return this.store.list(organizationOf(context), input);
  }

  @HandleRpc(guard.getApproval)
  get(
    { id, principal }: Parsed<typeof guard.getApproval>,
    context: MessageContext,
  ): Promise<Reply<typeof guard.getApproval>> {
    return this.store.get(organizationOf(context), id, principal);
  }

  @HandleRpc(guard.decideApproval)
  decide(
    input: Parsed<typeof guard.decideApproval>,
    context: MessageContext,
  ): Promise<Reply<typeof guard.decideApproval>> {
    return this.store.decide(organizationOf(context), input, this.config.APPROVAL_LIFETIME_MS);
  }

  private async sweep(): Promise<void> {
    await this.store
      .sweep(this.config.APPROVAL_RETENTION_DAYS * DAY_MS)
      .catch((error: unknown) => reportError(error, 'closing questions whose time is over'));
  }
}
