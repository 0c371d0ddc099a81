import { identity, type Actor, type Parsed } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { changeOf, organizationIdOf } from '../organization/organization.ts';
import { Principals } from '../principal/principals.ts';
import { Revocation } from '../token/revocation.ts';
import { UserStore } from './user.store.ts';

@Controller()
export class UserController {
  constructor(
    private readonly users: UserStore,
    private readonly principals: Principals,
    private readonly revocation: Revocation,
  ) {}

  @HandleRpc(identity.listUsers)
  list(request: Parsed<typeof identity.listUsers>, context: MessageContext) {
    return this.users.list(organizationIdOf(context), request);
  }

  @HandleRpc(identity.getUser)
  get({ id }: Parsed<typeof identity.getUser>, context: MessageContext) {
    return this.users.get(organizationIdOf(context), id);
  }

  @HandleRpc(identity.setUserRole)
  async setRole({ actor, id, role }: Parsed<typeof identity.setUserRole>, context: MessageContext) {
    const user = await this.users.setRole(changeOf(actor, context), id, role);
    await this.principals.spread([id]);
    return user;
  }

  @HandleRpc(identity.setUserActive)
  async setActive({ actor, id, isActive }: { actor: Actor; id: string; isActive: boolean }, context: MessageContext) {
    const { user, revoked } = await this.users.setActive(changeOf(actor, context), id, isActive);
    await this.principals.spread([id]);
    await this.revocation.spreadAll(revoked);
    return user;
  }
}
