import 'reflect-metadata';
import { AppError, registry, type Parsed, type Reply } from '@archestra/contracts';
import { HandleRpc, organizationOf, type MessageContext } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { at, echo, installation, organizationId, profile, serverId, World } from './world.ts';

const none = { items: [], nextCursor: null };

@Controller()
export class FakeRegistry {
  constructor(private readonly world: World) {}

  @HandleRpc(registry.createCatalogItem)
  createItem(input: Parsed<typeof registry.createCatalogItem>): Reply<typeof registry.createCatalogItem> {
    this.world.catalog.add(installation.catalogItemId);
    const { version, source, fields, ownerId: createdBy, ...item } = input;
    const { catalogItemId, catalogVersionId } = installation;
    const latest = { id: catalogVersionId, catalogItemId, version, source, fields, createdBy, createdAt: at };
    return {
      ...item,
      id: catalogItemId,
      ownerId: createdBy,
      latest: { ...latest, digest: 'a'.repeat(64) },
      versionCount: 1,
      installationCount: 0,
      createdAt: at,
      updatedAt: at,
    };
  }

  @HandleRpc(registry.deleteCatalogItem)
  deleteItem({ id }: { id: string }): Record<string, never> {
    this.world.catalog.delete(id);
    return {};
  }

  @HandleRpc(registry.listCatalogItems)
  items(): Reply<typeof registry.listCatalogItems> {
    return none;
  }

  @HandleRpc(registry.createInstallation)
  create(
    input: Parsed<typeof registry.createInstallation>,
    context: MessageContext,
  ): Reply<typeof registry.createInstallation> {
    this.world.note('createInstallation', input, context);
    if (this.world.failing) throw new AppError('CONFLICT', 'There is a server of this name.');
    return installation;
  }

  @HandleRpc(registry.listInstallations)
  list(_: unknown, context: MessageContext): Reply<typeof registry.listInstallations> {
    return organizationOf(context) === organizationId ? { items: [installation], nextCursor: null } : none;
  }

  @HandleRpc(registry.getInstallation)
  get({ id }: { id: string }): Reply<typeof registry.getInstallation> {
    if (id !== serverId) throw new AppError('NOT_FOUND', 'There is no such server.');
    return { ...installation, tools: [echo], changes: [] };
  }

  @HandleRpc(registry.deleteInstallation)
  delete(input: { id: string }, context: MessageContext): Record<string, never> {
    this.world.note('deleteInstallation', input, context);
    return {};
  }

  @HandleRpc(registry.refreshInstallation)
  refresh(): Record<string, never> {
    return {};
  }

  @HandleRpc(registry.listProfiles)
  profiles(): Reply<typeof registry.listProfiles> {
    return { items: [profile], nextCursor: null };
  }

  @HandleRpc(registry.getProfile)
  profile({ id }: { id: string }): Reply<typeof registry.getProfile> {
    if (id !== profile.id) throw new AppError('PROFILE_NOT_FOUND', 'There is no such profile.');
    return profile;
  }

  @HandleRpc(registry.createProfile)
  createProfile(input: Parsed<typeof registry.createProfile>): Reply<typeof registry.createProfile> {
    return { ...profile, name: input.name, description: input.description };
  }

  @HandleRpc(registry.updateProfile)
  updateProfile(input: Parsed<typeof registry.updateProfile>): Reply<typeof registry.updateProfile> {
    return { ...profile, name: input.name, description: input.description };
  }

  @HandleRpc(registry.deleteProfile)
  deleteProfile(): Record<string, never> {
    return {};
  }

  @HandleRpc(registry.setAssignment)
  assign(input: Parsed<typeof registry.setAssignment>, context: MessageContext): Reply<typeof registry.setAssignment> {
    this.world.note('setAssignment', input, context);
    return profile;
  }
}
