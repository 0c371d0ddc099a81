import { identity, type Parsed } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { changeOf, organizationIdOf } from '../organization/organization.ts';
import { Principals } from '../principal/principals.ts';
import { RoleStore } from './role.store.ts';

@Controller()
export class RoleController {
  constructor(
    private readonly roles: RoleStore,
    private readonly principals: Principals,
  ) {}

  @HandleRpc(identity.listRoles)
  async list(_: Parsed<typeof identity.listRoles>, context: MessageContext) {
    return { items: await this.roles.list(organizationIdOf(context)) };
  }

  @HandleRpc(identity.createRole)
  create({ actor, ...draft }: Parsed<typeof identity.createRole>, context: MessageContext) {
    return this.roles.create(changeOf(actor, context), draft);
  }

  @HandleRpc(identity.updateRole)
  async update({ actor, id, ...draft }: Parsed<typeof identity.updateRole>, context: MessageContext) {
    const { role, holders } = await this.roles.update(changeOf(actor, context), id, draft);
    await this.principals.spread(holders);
    return role;
  }

  @HandleRpc(identity.deleteRole)
  async delete({ actor, id }: Parsed<typeof identity.deleteRole>, context: MessageContext) {
    await this.roles.delete(changeOf(actor, context), id);
    return {};
  }
}
