import type { Parsed, registry, ServerRequest } from '@archestra/contracts';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../db/actor.ts';
import { Publication } from '../publication/publication.ts';
import { ApprovalStore } from './approval.store.ts';
import { EvidenceQueueStore } from './evidence-queue.store.ts';
import { RequestStore } from './request.store.ts';

/** Changes of requests, followed by what they set in motion. */
@Injectable()
export class RequestService {
  constructor(
    private readonly store: RequestStore,
    private readonly approvals: ApprovalStore,
    private readonly evidence: EvidenceQueueStore,
    private readonly publication: Publication,
  ) {}

  async create(actor: Actor, input: Parsed<typeof registry.createRequest>): Promise<ServerRequest> {
    const request = await this.store.create(actor, input);
    await this.evidence.add(request.id);
    return request;
  }

  async resubmit(actor: Actor, input: Parsed<typeof registry.resubmitRequest>): Promise<ServerRequest> {
    const request = await this.store.resubmit(actor, input);
    await this.evidence.add(request.id);
    return request;
  }

  /** The orchestrator learns of the new server at once; what happens to it comes back as facts. */
  async approve(actor: Actor, input: Parsed<typeof registry.approveRequest>): Promise<ServerRequest> {
    const request = await this.approvals.approve(actor, input);
    const installations = request.installationId ? [request.installationId] : [];
    await this.publication.soon(actor.organizationId, { installations });
    return request;
  }
}
