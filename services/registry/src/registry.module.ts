import { Module } from '@nestjs/common';
import { CatalogItemController } from './catalog/catalog-item.controller.ts';
import { CatalogChangeStore } from './catalog/catalog-change.store.ts';
import { CatalogItems } from './catalog/catalog-items.ts';
import { CatalogItemStore } from './catalog/catalog-item.store.ts';
import { Database } from './db/database.store.ts';
import { DiscoveryQueueStore } from './discovery/discovery-queue.store.ts';
import { DiscoveryRequests } from './discovery/discovery-requests.ts';
import { DiscoveryClient } from './discovery/discovery.client.ts';
import { DiscoveryProcessor } from './discovery/discovery.processor.ts';
import { DiscoveryService } from './discovery/discovery.service.ts';
import { DiscoveryStore } from './discovery/discovery.store.ts';
import { Sweep } from './discovery/sweep.ts';
import { ServerFactController } from './fact/server-fact.controller.ts';
import { ServerFactStore } from './fact/server-fact.store.ts';
import { InstallationChangeStore } from './installation/installation-change.store.ts';
import { InstallationController } from './installation/installation.controller.ts';
import { InstallationService } from './installation/installation.service.ts';
import { InstallationStore } from './installation/installation.store.ts';
import { OrganizationStore } from './organization/organization.store.ts';
import { Organizations } from './organization/organizations.ts';
import { AssignmentStore } from './profile/assignment.store.ts';
import { ProfileChangeStore } from './profile/profile-change.store.ts';
import { ProfileController } from './profile/profile.controller.ts';
import { ProfileService } from './profile/profile.service.ts';
import { ProfileStore } from './profile/profile.store.ts';
import { CheckClient } from './provider/check.client.ts';
import { ProviderChangeStore } from './provider/provider-change.store.ts';
import { ProviderController } from './provider/provider.controller.ts';
import { ProviderKeys } from './provider/provider-keys.ts';
import { ProviderPublication } from './provider/provider.publication.ts';
import { ProviderService } from './provider/provider.service.ts';
import { ProviderStore } from './provider/provider.store.ts';
import { Publication } from './publication/publication.ts';
import { PublicationStore } from './publication/publication.store.ts';
import { ApprovalStore } from './request/approval.store.ts';
import { DeploymentStore } from './request/deployment.store.ts';
import { Deployments } from './request/deployments.ts';
import { EvidenceProcessor } from './request/evidence.processor.ts';
import { EvidenceQueueStore } from './request/evidence-queue.store.ts';
import { EvidenceService } from './request/evidence.service.ts';
import { EvidenceStore } from './request/evidence.store.ts';
import { ProposalStore } from './request/proposal.store.ts';
import { Proposals } from './request/proposals.ts';
import { RequestController } from './request/request.controller.ts';
import { RequestService } from './request/request.service.ts';
import { RequestStore } from './request/request.store.ts';
import { TrialClient } from './request/trial.client.ts';
import { ServerJsonController } from './server-json/server-json.controller.ts';
import { ToolChangeController } from './tool/tool-change.controller.ts';
import { ToolChanges } from './tool/tool-changes.ts';
import { ToolChangeStore } from './tool/tool-change.store.ts';

const discovery = [
  DiscoveryClient,
  DiscoveryProcessor,
  DiscoveryQueueStore,
  DiscoveryRequests,
  DiscoveryService,
  DiscoveryStore,
  Sweep,
];
const requests = [
  ApprovalStore,
  Deployments,
  DeploymentStore,
  EvidenceProcessor,
  EvidenceQueueStore,
  EvidenceService,
  EvidenceStore,
  Proposals,
  ProposalStore,
  RequestService,
  RequestStore,
  TrialClient,
];
const providers = [CheckClient, ProviderChangeStore, ProviderKeys, ProviderPublication, ProviderService, ProviderStore];
const stores = [
  AssignmentStore,
  CatalogChangeStore,
  CatalogItemStore,
  Database,
  InstallationChangeStore,
  InstallationStore,
  OrganizationStore,
  ProfileChangeStore,
  ProfileStore,
  PublicationStore,
  ServerFactStore,
  ToolChangeStore,
];

@Module({
  controllers: [
    CatalogItemController,
    InstallationController,
    ProfileController,
    ProviderController,
    RequestController,
    ServerFactController,
    ServerJsonController,
    ToolChangeController,
  ],
  providers: [
    ...stores,
    ...discovery,
    ...providers,
    ...requests,
    CatalogItems,
    InstallationService,
    Organizations,
    ProfileService,
    Publication,
    ToolChanges,
  ],
})
export class RegistryModule {}
