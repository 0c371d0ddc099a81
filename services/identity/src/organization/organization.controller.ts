import { identity, type Parsed } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { InvitationService } from '../invitation/invitation.service.ts';
import { visibleName } from '../name/visible.ts';
import { changeOf, organizationIdOf } from './organization.ts';
import { OrganizationStore } from './organization.store.ts';

@Controller()
export class OrganizationController {
  constructor(
    private readonly organizations: OrganizationStore,
    private readonly invitations: InvitationService,
  ) {}

  @HandleRpc(identity.getOrganization)
  get(_: Parsed<typeof identity.getOrganization>, context: MessageContext) {
    return this.organizations.get(organizationIdOf(context));
  }

  @HandleRpc(identity.updateOrganization)
  update({ name }: Parsed<typeof identity.updateOrganization>, context: MessageContext) {
    return this.organizations.rename(organizationIdOf(context), visibleName(name), context.principal);
  }

  @HandleRpc(identity.createOrganization)
  async create({ actor, name, adminEmail }: Parsed<typeof identity.createOrganization>, context: MessageContext) {
    const { secret, hash, expiresAt } = this.invitations.issue();
    const asked = { name: visibleName(name), adminEmail: adminEmail.toLowerCase(), hash, expiresAt };
    return { ...(await this.organizations.create(changeOf(actor, context), asked)), secret };
  }
}
