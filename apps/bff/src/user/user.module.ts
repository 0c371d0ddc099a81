import { Module } from '@nestjs/common';
import { InvitationController } from './invitation.controller.ts';
import { OrganizationController } from './organization.controller.ts';
import { UserController } from './user.controller.ts';

@Module({ controllers: [InvitationController, OrganizationController, UserController] })
export class UserModule {}
