import { Module } from '@nestjs/common';
import { CatalogItemController } from './catalog/catalog-item.controller.ts';
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
import { InstallationController } from './installation/installation.controller.ts';
import { InstallationService } from './installation/installation.service.ts';
import { InstallationStore } from './installation/installation.store.ts';
import { OrganizationStore } from './organization/organization.store.ts';
import { Organizations } from './organization/organizations.ts';
import { ProfileController } from './profile/profile.controller.ts';
import { ProfileService } from './profile/profile.service.ts';
import { ProfileStore } from './profile/profile.store.ts';
import { Publication } from './publication/publication.ts';
import { PublicationStore } from './publication/publication.store.ts';

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
  CatalogItemStore,
  Database,
  InstallationStore,
  OrganizationStore,
  ProfileStore,
  PublicationStore,
  ServerFactStore,
];

@Module({
  controllers: [CatalogItemController, InstallationController, ProfileController, ServerFactController],
  providers: [...stores, ...discovery, InstallationService, Organizations, ProfileService, Publication],
})
export class RegistryModule {}
