import { AppError, identity, type Parsed } from '@archestra/contracts';
import { HandleRpc, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { organizationIdOf } from '../organization/organization.ts';
import { PasswordHasher } from './password-hasher.ts';
import { PasswordStore } from './password.store.ts';

@Controller()
export class PasswordController {
  constructor(
    private readonly passwords: PasswordStore,
    private readonly hasher: PasswordHasher,
  ) {}

  @HandleRpc(identity.changePassword)
  async change(
    { userId, currentPassword, newPassword, keepSession }: Parsed<typeof identity.changePassword>,
    context: MessageContext,
  ) {
    const organizationId = organizationIdOf(context);
    const stored = await this.passwords.find(organizationId, userId);
    if (stored === undefined) throw new AppError('NOT_FOUND', 'There is no such user with a password.');
    if (!(await this.hasher.verify(currentPassword, stored)))
      throw new AppError('NOT_ALLOWED', 'The current password is wrong.');
    if (newPassword === currentPassword)
      throw new AppError('INVALID_INPUT', 'The new password must differ from the current one.');
    const passwordHash = await this.hasher.hash(newPassword);
    await this.passwords.replace({ organizationId, userId, passwordHash, keepSession, principal: context.principal });
    return {};
  }
}
