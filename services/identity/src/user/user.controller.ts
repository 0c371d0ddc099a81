import { identity, type Parsed } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { organizationIdOf } from '../organization/organization.ts';
import { UserStore } from './user.store.ts';

@Controller()
export class UserController {
  constructor(private readonly users: UserStore) {}

  @HandleRpc(identity.listUsers)
  list(request: Parsed<typeof identity.listUsers>, context: MessageContext) {
    return this.users.list(organizationIdOf(context), request);
  }
}
