import { Module } from '@nestjs/common';
import { CredentialModule } from '../credential/credential.module.ts';
import { DecisionController } from './decision.controller.ts';
import { ProposalOrganization } from './proposal-organization.ts';
import { ProposalStore } from './proposal.store.ts';
import { Proposals } from './proposals.ts';

/** `McpServer` objects that people apply with kubectl, on their way to a request and back. */
@Module({
  imports: [CredentialModule],
  controllers: [DecisionController],
  providers: [ProposalOrganization, ProposalStore, Proposals],
  exports: [Proposals],
})
export class ProposalModule {}
