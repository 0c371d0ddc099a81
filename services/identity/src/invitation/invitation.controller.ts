import { identity, type Parsed } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { changeOf, organizationIdOf } from '../organization/organization.ts';
import { InvitationService } from './invitation.service.ts';
import { InvitationStore } from './invitation.store.ts';

@Controller()
export class InvitationController {
  constructor(
    private readonly invitations: InvitationService,
    private readonly store: InvitationStore,
  ) {}

  @HandleRpc(identity.createInvitation)
  create({ actor, ...asked }: Parsed<typeof identity.createInvitation>, context: MessageContext) {
    return this.invitations.create(changeOf(actor, context), asked);
  }

  @HandleRpc(identity.listInvitations)
  list(request: Parsed<typeof identity.listInvitations>, context: MessageContext) {
    return this.store.list(organizationIdOf(context), request);
  }

  @HandleRpc(identity.deleteInvitation)
  async delete({ id }: Parsed<typeof identity.deleteInvitation>, context: MessageContext) {
    await this.store.delete(organizationIdOf(context), id, context.principal);
    return {};
  }

  @HandleRpc(identity.readInvitation)
  read({ secret }: Parsed<typeof identity.readInvitation>) {
    return this.invitations.read(secret);
  }

  @HandleRpc(identity.acceptInvitation)
  accept(asked: Parsed<typeof identity.acceptInvitation>) {
    return this.invitations.accept(asked);
  }
}
