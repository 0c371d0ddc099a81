import { Module } from '@nestjs/common';
import { CatalogItemController } from './catalog/catalog-item.controller.ts';
import { CatalogChangeStore } from './catalog/catalog-change.store.ts';
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
import { Publication } from './publication/publication.ts';
import { PublicationStore } from './publication/publication.store.ts';
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
    ServerFactController,
    ToolChangeController,
  ],
  providers: [...stores, ...discovery, InstallationService, Organizations, ProfileService, Publication, ToolChanges],
})
export class RegistryModule {}
