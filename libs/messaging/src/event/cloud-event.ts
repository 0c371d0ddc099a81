import { CloudEvent, eventSubject, type EventContract, type EventData } from '@archestra/contracts';
import { v7 as uuid } from 'uuid';
import { activeTraceparent } from '../connection/trace.ts';

/** A fact to publish: for which organization, by whom, and (where the domain has one) its own id. */
export interface Fact<E extends EventContract> {
  organizationId: string;
  data: EventData<E>;
  principal?: string;
  id?: string;
  /** ISO 8601; default now. */
  time?: string;
}

/** An event as it travels: stream subject, message id for deduplication, JSON payload. */
export interface Envelope {
  id: string;
  subject: string;
  payload: string;
}

/** An event after its payload was checked against its contract. */
export interface ReceivedEvent<D = unknown> extends Omit<CloudEvent, 'data'> {
  data: D;
}

/** Builds the CloudEvents 1.0 envelope of a fact. `source` is the service that states it. */
export const toEnvelope = <E extends EventContract>(contract: E, source: string, fact: Fact<E>): Envelope => {
  const id = fact.id ?? uuid();
  const traceparent = activeTraceparent();
  const event: CloudEvent = {
    specversion: '1.0',
    id,
    source: `archestra/${source}`,
    type: contract.type,
    time: fact.time ?? new Date().toISOString(),
    datacontenttype: 'application/json',
    organization: fact.organizationId,
    ...(fact.principal ? { principal: fact.principal } : {}),
    ...(traceparent ? { traceparent } : {}),
    data: fact.data,
  };
  return { id, subject: eventSubject(fact.organizationId, contract.type), payload: JSON.stringify(event) };
};

/** Narrows a received event to one contract; its data was already parsed by that contract. */
export const isEvent = <E extends EventContract>(
  event: ReceivedEvent,
  contract: E,
): event is ReceivedEvent<EventData<E>> => event.type === contract.type;

/** Parses a payload against the contracts a consumer understands. Returns the reason as text when it does not fit. */
export const readEvent = (payload: string, contracts: ReadonlyMap<string, EventContract>): ReceivedEvent | string => {
  let body: unknown;
  try {
    body = JSON.parse(payload);
  } catch {
    return 'not JSON';
  }
  const envelope = CloudEvent.safeParse(body);
  if (!envelope.success) return 'not a CloudEvents 1.0 envelope';
  const contract = contracts.get(envelope.data.type);
  if (!contract) return `unknown event type ${envelope.data.type}`;
  const data = contract.data.safeParse(envelope.data.data);
  if (!data.success)
    return `data outside the contract of ${contract.type}: ${data.error.issues[0]?.path.join('.') ?? ''}`;
  return { ...envelope.data, data: data.data };
};
