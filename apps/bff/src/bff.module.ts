import { Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { ApprovalModule } from './approval/approval.module.ts';
import { CallModule } from './call/call.module.ts';
import { CatalogModule } from './catalog/catalog.module.ts';
import { CostModule } from './cost/cost.module.ts';
import { ChatModule } from './chat/chat.module.ts';
import { CredentialModule } from './credential/credential.module.ts';
import { LiveModule } from './live/live.module.ts';
import { LlmCallModule } from './llm-call/llm-call.module.ts';
import { MemoryModule } from './memory/memory.module.ts';
import { OpenApiModule } from './openapi/openapi.module.ts';
import { ProfileModule } from './profile/profile.module.ts';
import { ProviderModule } from './provider/provider.module.ts';
import { PromptModule } from './prompt/prompt.module.ts';
import { QuarantineModule } from './quarantine/quarantine.module.ts';
import { RequestModule } from './request/request.module.ts';
import { AccessGuard } from './route/access.guard.ts';
import { ReplyInterceptor } from './route/reply.interceptor.ts';
import { RoleModule } from './role/role.module.ts';
import { RuleModule } from './rule/rule.module.ts';
import { ServerModule } from './server/server.module.ts';
import { SessionModule } from './session/session.module.ts';
import { StatusModule } from './status/status.module.ts';
import { TeamModule } from './team/team.module.ts';
import { TokenModule } from './token/token.module.ts';
import { ToolModule } from './tool/tool.module.ts';
import { ToolPolicyModule } from './tool-policy/tool-policy.module.ts';
import { UserModule } from './user/user.module.ts';

@Module({
  imports: [
    SessionModule,
    UserModule,
    TeamModule,
    RoleModule,
    CatalogModule,
    RequestModule,
    ServerModule,
    CredentialModule,
    ProfileModule,
    CallModule,
    ProviderModule,
    LlmCallModule,
    CostModule,
    TokenModule,
    MemoryModule,
    RuleModule,
    ToolModule,
    ToolPolicyModule,
    ApprovalModule,
    QuarantineModule,
    ChatModule,
    PromptModule,
    LiveModule,
    StatusModule,
    OpenApiModule,
  ],
  providers: [
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_INTERCEPTOR, useClass: ReplyInterceptor },
  ],
})
export class BffModule {}
