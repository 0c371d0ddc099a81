import { consumers, Id, identityEvents, registryEvents } from '@archestra/contracts';
import { HandleEvents, isEvent, type ReceivedEvent } from '@archestra/messaging';
import { Controller } from '@nestjs/common';
import { CredentialService } from './credential.service.ts';

/** Credentials end with the server they are for and with the team that owns them. */
@Controller()
export class GoneController {
  constructor(private readonly credentials: CredentialService) {}

  @HandleEvents(consumers.orchestratorInstallations)
  async forgetServers(events: ReceivedEvent[]): Promise<void> {
    for (const event of events)
      if (isEvent(event, registryEvents.installationDeleted)) await this.forget(event, { serverId: event.data.id });
  }

  @HandleEvents(consumers.orchestratorTeams)
  async forgetTeams(events: ReceivedEvent[]): Promise<void> {
    for (const event of events)
      if (isEvent(event, identityEvents.teamDeleted))
        await this.forget(event, { scope: 'team', ownerId: event.data.id });
  }

  private async forget(
    { organization }: ReceivedEvent,
    gone: Parameters<CredentialService['forget']>[1],
  ): Promise<void> {
    if (Id.safeParse(organization).success) await this.credentials.forget(organization, gone);
  }
}
