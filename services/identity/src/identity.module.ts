import { CONFIG } from '@archestra/service';
import { Module } from '@nestjs/common';
import { Database } from './db/database.store.ts';
import { InvitationController } from './invitation/invitation.controller.ts';
import { InvitationService } from './invitation/invitation.service.ts';
import { InvitationStore } from './invitation/invitation.store.ts';
import { FirstStart } from './organization/first-start.ts';
import { OrganizationController } from './organization/organization.controller.ts';
import { OrganizationStore } from './organization/organization.store.ts';
import { PasswordController } from './password/password.controller.ts';
import { PasswordHasher } from './password/password-hasher.ts';
import { PasswordStore } from './password/password.store.ts';
import { PrincipalStore } from './principal/principal.store.ts';
import { Principals } from './principal/principals.ts';
import { RoleController } from './role/role.controller.ts';
import { RoleStore } from './role/role.store.ts';
import { AUTH, createAuth } from './session/auth.store.ts';
import { SessionController } from './session/session.controller.ts';
import { SessionPurge } from './session/session-purge.ts';
import { SessionService } from './session/session.service.ts';
import { SessionStore } from './session/session.store.ts';
import { TeamController } from './team/team.controller.ts';
import { TeamStore } from './team/team.store.ts';
import { Revocation } from './token/revocation.ts';
import { TokenController } from './token/token.controller.ts';
import { TokenService } from './token/token.service.ts';
import { TokenStore } from './token/token.store.ts';
import { TokenUse } from './token/token-use.ts';
import { UserController } from './user/user.controller.ts';
import { UserStore } from './user/user.store.ts';

@Module({
  controllers: [
    InvitationController,
    OrganizationController,
    PasswordController,
    RoleController,
    SessionController,
    TeamController,
    TokenController,
    UserController,
  ],
  providers: [
    Database,
    FirstStart,
    InvitationService,
    InvitationStore,
    OrganizationStore,
    PasswordHasher,
    PasswordStore,
    Principals,
    PrincipalStore,
    RoleStore,
    TeamStore,
    { provide: AUTH, useFactory: createAuth, inject: [Database, PasswordHasher, CONFIG] },
    SessionPurge,
    SessionService,
    SessionStore,
    Revocation,
    TokenService,
    TokenStore,
    TokenUse,
    UserStore,
  ],
})
export class IdentityModule {}
