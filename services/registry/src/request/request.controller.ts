import { registry, type Parsed } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { Organizations } from '../organization/organizations.ts';
import { RequestService } from './request.service.ts';
import { RequestStore } from './request.store.ts';

@Controller()
export class RequestController {
  constructor(
    private readonly organizations: Organizations,
    private readonly service: RequestService,
    private readonly requests: RequestStore,
  ) {}

  @HandleRpc(registry.createRequest)
  async create(input: Parsed<typeof registry.createRequest>, context: MessageContext) {
    return this.service.create(await this.organizations.actor(context), input);
  }

  @HandleRpc(registry.listRequests)
  async list(input: Parsed<typeof registry.listRequests>, context: MessageContext) {
    return this.requests.list(await this.organizations.enter(context), input);
  }

  @HandleRpc(registry.getRequest)
  async get(input: Parsed<typeof registry.getRequest>, context: MessageContext) {
    return this.requests.get(await this.organizations.enter(context), input);
  }

  @HandleRpc(registry.resubmitRequest)
  async resubmit(input: Parsed<typeof registry.resubmitRequest>, context: MessageContext) {
    return this.service.resubmit(await this.organizations.actor(context), input);
  }

  @HandleRpc(registry.withdrawRequest)
  async withdraw(input: Parsed<typeof registry.withdrawRequest>, context: MessageContext) {
    return this.requests.withdraw(await this.organizations.actor(context), input);
  }

  @HandleRpc(registry.commentRequest)
  async comment(input: Parsed<typeof registry.commentRequest>, context: MessageContext) {
    return this.requests.comment(await this.organizations.actor(context), input);
  }

  @HandleRpc(registry.approveRequest)
  async approve(input: Parsed<typeof registry.approveRequest>, context: MessageContext) {
    return this.service.approve(await this.organizations.actor(context), input);
  }

  @HandleRpc(registry.declineRequest)
  async decline(input: Parsed<typeof registry.declineRequest>, context: MessageContext) {
    return this.requests.decline(await this.organizations.actor(context), input);
  }

  @HandleRpc(registry.returnRequest)
  async askBack(input: Parsed<typeof registry.returnRequest>, context: MessageContext) {
    return this.requests.askBack(await this.organizations.actor(context), input);
  }
}
