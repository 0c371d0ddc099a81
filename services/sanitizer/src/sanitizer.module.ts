import { Module } from '@nestjs/common';
import { ApprovalController } from './approval/approval.controller.ts';
import { ApprovalStore } from './approval/approval.store.ts';
import { BlockRuleController } from './block/block-rule.controller.ts';
import { BlockRuleStore } from './block/block-rule.store.ts';
import { CallController } from './call/call.controller.ts';
import { ContractController } from './contract/contract.controller.ts';
import { ContractStore } from './contract/contract.store.ts';
import { ConversationController } from './conversation/conversation.controller.ts';
import { PolicyChange } from './db/change.store.ts';
import { Database } from './db/database.store.ts';
import { AnswerCacheStore } from './dual-llm/answer-cache.store.ts';
import { DualLlmController } from './dual-llm/dual-llm.controller.ts';
import { DualLlmStore } from './dual-llm/dual-llm.store.ts';
import { ModelClient } from './dual-llm/model.client.ts';
import { QuarantinedModels } from './dual-llm/quarantined-models.ts';
import { LeaseStore } from './lease/lease.store.ts';
import { PolicyStore } from './policy/policy.store.ts';
import { QuarantineController } from './quarantine/quarantine.controller.ts';
import { QuarantineStore } from './quarantine/quarantine.store.ts';
import { engine } from './sanitizer.providers.ts';
import { SessionController } from './session/session.controller.ts';
import { SessionStore } from './session/session.store.ts';
import { Shutdown } from './shutdown.ts';
import { ToolPolicyController } from './tool-policy/tool-policy.controller.ts';
import { ToolPolicyStore } from './tool-policy/tool-policy.store.ts';

@Module({
  controllers: [
    ApprovalController,
    BlockRuleController,
    CallController,
    ContractController,
    ConversationController,
    DualLlmController,
    QuarantineController,
    SessionController,
    ToolPolicyController,
  ],
  providers: [
    AnswerCacheStore,
    ApprovalStore,
    BlockRuleStore,
    ContractStore,
    Database,
    DualLlmStore,
    LeaseStore,
    ModelClient,
    PolicyChange,
    PolicyStore,
    QuarantinedModels,
    QuarantineStore,
    SessionStore,
    Shutdown,
    ToolPolicyStore,
    ...engine,
  ],
})
export class SanitizerModule {}
