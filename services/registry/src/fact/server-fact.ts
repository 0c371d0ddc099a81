import { orchestratorEvents, type InstallationStatus } from '@archestra/contracts';
import { isEvent, type ReceivedEvent } from '@archestra/messaging';

/** What a fact of the orchestrator means for an installation. */
export interface ServerFact {
  organizationId: string;
  serverId: string;
  eventId: string;
  at: Date;
  /** The new state, or nothing when the fact is only about the tools. */
  state?: { status: InstallationStatus; message: string };
  /** Whether the tools must be read again. */
  wantsDiscovery: boolean;
}

const MAX_MESSAGE = 1_000;

/** Text for a person from text of another process: one line, storable. */
const oneLine = (text: string): string =>
  text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .slice(0, MAX_MESSAGE)
    .toWellFormed();

const { serverStarted, serverStopped, serverCrashed, serverFailed, serverChangedTools } = orchestratorEvents;
const meaning = [
  { contract: serverStarted, status: 'starting', wantsDiscovery: true },
  { contract: serverStopped, status: 'stopped', wantsDiscovery: false },
  { contract: serverCrashed, status: 'failed', wantsDiscovery: false },
  { contract: serverFailed, status: 'failed', wantsDiscovery: false },
  { contract: serverChangedTools, status: undefined, wantsDiscovery: true },
] as const;

/** Reads an event; nothing when it is not one about a server. */
export const toServerFact = (event: ReceivedEvent): ServerFact | undefined => {
  for (const { contract, status, wantsDiscovery } of meaning) {
    if (!isEvent(event, contract)) continue;
    const { serverId, message } = event.data;
    const fact = {
      organizationId: event.organization,
      serverId,
      eventId: event.id,
      at: new Date(event.time),
      wantsDiscovery,
    };
    return status ? { ...fact, state: { status, message: oneLine(message) } } : fact;
  }
  return undefined;
};
